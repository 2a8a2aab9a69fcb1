/// The short names of the macros, and pewit's small words without their namespace, for programs whose own
/// names don't clash with them. Never included by another header of pewit.
#pragma once

#include <pewit/model.hpp>

#define MODEL(Name) PEWIT_MODEL(Name)
#define MODEL_NO_ID(Name) PEWIT_MODEL_NO_ID(Name)
#define FIELD(...) PEWIT_FIELD(__VA_ARGS__)
#define FOREIGN_KEY(...) PEWIT_FOREIGN_KEY(__VA_ARGS__)
#define META(...) PEWIT_META(__VA_ARGS__)

using pewit::batch;         // NOLINT(google-global-names-in-headers)
using pewit::defaults;      // NOLINT(google-global-names-in-headers)
using pewit::force_insert;  // NOLINT(google-global-names-in-headers)
using pewit::only;          // NOLINT(google-global-names-in-headers)
using pewit::recursive;     // NOLINT(google-global-names-in-headers)
