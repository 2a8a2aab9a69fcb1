/// The value types that SQL has and C++ lacks.
#pragma once

#include <pewit/array.hpp>
#include <pewit/blob.hpp>
#include <pewit/date_time.hpp>
#include <pewit/decimal.hpp>
#include <pewit/json.hpp>
#include <pewit/uuid.hpp>
