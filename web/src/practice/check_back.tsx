import { useState } from "preact/hooks";
import { everything, useQuery } from "~/api/query";
import { client } from "~/api/transport";
import { idOf, inCouncil } from "~/api/names";
import { providerName, providerNames } from "~/api/providers";
import {
  CheckBack_Result,
  type CheckBack,
} from "~/api/gen/tidemark/enablement/v1/check_back_pb";
import { EnablementService } from "~/api/gen/tidemark/enablement/v1/enablement_service_pb";
import type { Package } from "~/api/gen/tidemark/enablement/v1/package_pb";
import type { StepDown } from "~/api/gen/tidemark/monitoring/v1/step_down_pb";
import { StepDownService } from "~/api/gen/tidemark/monitoring/v1/step_down_service_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { Link } from "~/parts/links";
import { Done, More, Warning, Words, WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { dayInWords } from "~/words/dates";
import { CheckBackForm } from "./check_back_form";
import { mayRecord } from "./roles";
import { StepDownView } from "./step_down";
import { foundInWords, looksBackOn } from "./words";

interface Look {
  checkBack: CheckBack;
  pack: Package;
  providerName: string;
  // The step to less support that it looks back on. None where monitoring
  // counts it as no step-down.
  stepDown: StepDown | undefined;
}

// One look back: what it is about, recording what was found, and whether the
// step to less support counts.
export default function CheckBackPage({
  pack,
  id,
}: {
  pack: string;
  id: string;
}) {
  const name = inCouncil("packages", pack, "checkBacks", id);
  const query = useQuery([name], () => ask(name));
  const [done, setDone] = useState("");
  const [again, setAgain] = useState(false);
  // What was typed when somebody else was faster.
  const [lost, setLost] = useState<string>();
  const known = query.state === "known" ? query.value : undefined;
  const recorded = async (checkBack: CheckBack) => {
    const stepDown = await stepDownAfter(checkBack);
    if (known) query.put({ ...known, checkBack, stepDown });
    setAgain(false);
    setDone("What you found is recorded.");
    window.scrollTo(0, 0);
  };
  return (
    <Page
      title={known ? looksBackOn(known.checkBack) : "Check-back"}
      caption={known && `Check-back on ${idOf(known.pack.person)}`}
      back={{ href: "/check-backs", label: "Check-backs" }}
    >
      {done && <Done>{done}</Done>}
      {lost !== undefined && !done && (
        <>
          <Warning>
            Somebody else changed this while you were writing. It is shown as it
            is now, and what you wrote was not recorded.
          </Warning>
          {lost && (
            <More summary="What you wrote">
              <p class="govuk-body">{lost}</p>
            </More>
          )}
        </>
      )}
      <Await query={query} loading="Loading the check-back">
        {(look) => {
          const open = look.checkBack.result === CheckBack_Result.UNSPECIFIED;
          return (
            <>
              <About {...look} />
              {mayRecord() && (open || again) && (
                <CheckBackForm
                  key={look.checkBack.etag}
                  checkBack={look.checkBack}
                  pack={look.pack}
                  onRecorded={recorded}
                  onOvertaken={(words) => {
                    setLost(words);
                    setAgain(false);
                    query.reload();
                    window.scrollTo(0, 0);
                  }}
                />
              )}
              {mayRecord() && !open && !again && (
                <p class="govuk-body tm-screen-only">
                  <button
                    type="button"
                    class="govuk-button govuk-button--secondary"
                    onClick={() => setAgain(true)}
                  >
                    Correct what was found
                  </button>
                </p>
              )}
            </>
          );
        }}
      </Await>
    </Page>
  );
}

function About({ checkBack, pack, providerName, stepDown }: Look) {
  const found = foundInWords(checkBack.result);
  const open = checkBack.result === CheckBack_Result.UNSPECIFIED;
  return (
    <>
      {checkBack.words && (
        <>
          <h2 class="govuk-heading-m">What the person says</h2>
          <Words>{checkBack.words}</Words>
        </>
      )}
      <Facts
        facts={[
          {
            name: "What was found",
            value: <WordTag word={found} />,
          },
          open
            ? { name: "Due on", value: dayInWords(checkBack.dueDate) }
            : { name: "Looked on", value: dayInWords(checkBack.checkDate) },
          { name: "Provider", value: providerName },
          {
            name: "Support",
            value: (
              <Link href={`/episodes/${idOf(pack.name)}`}>
                Plan, hours and goals
              </Link>
            ),
          },
        ]}
      />
      {stepDown && <StepDownView stepDown={stepDown} />}
    </>
  );
}

async function ask(name: string): Promise<Look> {
  const packName = name.slice(0, name.indexOf("/checkBacks/"));
  const [names, checkBack, pack, stepDown] = await Promise.all([
    providerNames(),
    client(EnablementService).getCheckBack({ name }),
    client(EnablementService).getPackage({ name: packName }),
    stepDownOf(name),
  ]);
  return {
    checkBack,
    pack,
    providerName: providerName(names, pack.provider),
    stepDown,
  };
}

// The step to less support that a check-back looks back on.
async function stepDownOf(checkBack: string): Promise<StepDown | undefined> {
  const stepDowns = await everything(async (pageToken) => {
    const page = await client(StepDownService).listStepDowns({
      parent: checkBack.slice(0, checkBack.indexOf("/checkBacks/")),
      pageToken,
    });
    return { items: page.stepDowns, nextPageToken: page.nextPageToken };
  });
  return stepDowns.find(({ findings }) =>
    findings.some((finding) => finding.checkBack === checkBack),
  );
}

const TRIES = 5;
const BETWEEN_TRIES_MS = 400;

// The same once figures know what was just recorded, which takes a moment; as
// they know it if that takes long.
async function stepDownAfter(
  checkBack: CheckBack,
): Promise<StepDown | undefined> {
  let stepDown: StepDown | undefined;
  for (let i = 0; i < TRIES; i++) {
    stepDown = await stepDownOf(checkBack.name);
    const finding = stepDown?.findings.find(
      (one) => one.checkBack === checkBack.name,
    );
    if (!finding || finding.result === checkBack.result) return stepDown;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
  }
  return stepDown;
}
