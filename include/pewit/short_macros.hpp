/// The short names of the macros, and pewit's small words without their namespace, for programs whose own
/// names don't clash with them. Never included by another header of pewit.
#pragma once

#include <pewit/functions.hpp>
#include <pewit/model.hpp>

// Aliases, not calls, so that an error in a field lists one macro less.
#define MODEL PEWIT_MODEL
#define MODEL_NO_ID PEWIT_MODEL_NO_ID
#define FIELD PEWIT_FIELD
#define FOREIGN_KEY(Target, ...) PEWIT_FIELD(::pewit::ForeignKey<Target>, __VA_ARGS__)
#define META PEWIT_META
#define BACKREF PEWIT_BACKREF
#define MANY_TO_MANY PEWIT_MANY_TO_MANY
#define HYBRID PEWIT_HYBRID

namespace fn = pewit::fn;

using pewit::batch;         // NOLINT(google-global-names-in-headers)
using pewit::defaults;      // NOLINT(google-global-names-in-headers)
using pewit::force_insert;  // NOLINT(google-global-names-in-headers)
using pewit::only;          // NOLINT(google-global-names-in-headers)
using pewit::recursive;     // NOLINT(google-global-names-in-headers)
