#include "model/registry.hpp"

#include <algorithm>
#include <mutex>

#include <pewit/detail/row_store.hpp>

namespace pewit::detail {

namespace {

struct Registry {
    std::mutex mutex;
    std::vector<const ModelDescription*> models;
};

/// Never destroyed: models of a library that is unloaded late still sign off.
Registry& registry() {
    static Registry& instance = *new Registry;
    return instance;
}

}  // namespace

ModelRegistration::ModelRegistration(const ModelDescription& model) : model_(&model) {
    const std::lock_guard lock(registry().mutex);
    registry().models.push_back(model_);
}

ModelRegistration::~ModelRegistration() {
    const std::lock_guard lock(registry().mutex);
    auto& models = registry().models;
    models.erase(std::remove(models.begin(), models.end(), model_), models.end());
}

std::vector<const ModelDescription*> registered_models() {
    const std::lock_guard lock(registry().mutex);
    return registry().models;
}

}  // namespace pewit::detail
