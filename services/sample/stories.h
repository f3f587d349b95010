// Plans the stories that people tell of their support. Pure.

#ifndef TIDEMARK_SERVICES_SAMPLE_STORIES_H_
#define TIDEMARK_SERVICES_SAMPLE_STORIES_H_

#include <vector>

#include "services/sample/plan.h"

namespace tidemark::sample {

// The stories of `plan`, whose people are planned: up to four, of the provider
// with the number `provider` in the council. Between the first six providers
// they show every way in which a story can stand. Their requests lack their
// `request_id`.
std::vector<StoryPlan> PlanStories(const ProviderPlan& plan,
                                   const SampleOptions& options, int provider);

}  // namespace tidemark::sample

#endif  // TIDEMARK_SERVICES_SAMPLE_STORIES_H_
