// A story that a person told, with consent for the council and for others to
// learn from; each test's own.
import {
  Story_Kind,
  Story_Obtained,
  Story_Voice,
  StoryConsent_Giver,
  StoryConsent_Method,
  StoryUse,
} from "~/api/gen/tidemark/outcomes/v1/story_pb";
import { StoryService } from "~/api/gen/tidemark/outcomes/v1/story_service_pb";
import { COUNCIL, type Api } from "./fixtures";
import { daysAgo, type Given } from "./practice_data";

// Its page.
export async function storyOf(api: Api, about: Given): Promise<string> {
  const stories = await api.as("practitioner", StoryService);
  const story = await stories.createStory({
    parent: COUNCIL,
    storyId: about.personId,
    story: {
      kind: Story_Kind.GOOD_PRACTICE,
      storyDate: daysAgo(40),
      contract: about.contract,
      voice: Story_Voice.PERSON,
      obtained: Story_Obtained.SAID,
      words: {
        person: about.person,
        outcome: about.outcome,
        title: `Tea with ${about.personId}`,
        text: `${about.personId} of Elm Row, CF10 1AA, makes tea for the whole street.`,
      },
    },
    consent: {
      giver: StoryConsent_Giver.PERSON,
      method: StoryConsent_Method.SAID,
      givenDate: daysAgo(39),
      uses: [StoryUse.COUNCIL_MONITORING, StoryUse.GOOD_PRACTICE],
    },
  });
  return `/stories/${story.name.split("/").at(-1)}`;
}
