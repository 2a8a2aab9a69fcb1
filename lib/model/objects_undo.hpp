/// Objects that an operation has changed when it fails.
#pragma once

#include <cstdint>
#include <vector>

#include <pewit/detail/description.hpp>
#include <pewit/detail/internal_frame.hpp>
#include <pewit/error.hpp>

#include "model/bind.hpp"

namespace pewit::detail {

/// Undoes what a failed operation wrote into the objects; its transaction undoes the tables.
class ObjectsUndo {
public:
    explicit ObjectsUndo(const ModelDescription& model) : model_(model) {}
    ObjectsUndo(const ObjectsUndo&) = delete;
    ObjectsUndo& operator=(const ObjectsUndo&) = delete;
    ~ObjectsUndo() {
        for (const Saved& saved : saved_) {
            if (model_.has_generated_key) model_.generated_key(saved.row) = saved.key;
            if (model_.version_column >= 0) set_version(model_, saved.row, saved.version);
        }
    }
    void before(void* row) {
        if (!model_.has_generated_key && model_.version_column < 0) return;
        Saved saved{row, 0, 0};
        if (model_.has_generated_key) saved.key = model_.generated_key(row);
        if (model_.version_column >= 0) saved.version = version_of(model_, row);
        saved_.push_back(saved);
    }
    void forget() noexcept { saved_.clear(); }

private:
    struct Saved {
        void* row;
        std::int64_t key;
        std::int64_t version;
    };
    const ModelDescription& model_;
    std::vector<Saved> saved_;
};

/// Ends the frame of such an operation. What a callback throws after the COMMIT undoes nothing.
inline void commit(InternalFrame& frame, ObjectsUndo& undo) {
    try {
        frame.commit();
    } catch (const AfterCommitError&) {
        undo.forget();
        throw;
    }
    undo.forget();
}

}  // namespace pewit::detail
