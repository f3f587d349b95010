// A return has just been submitted.
import { ActionLink, ButtonLink, Link } from "~/parts/links";
import { Page } from "~/parts/page";
import { momentInWords } from "~/words/dates";
import { counted } from "~/words/numbers";
import { PrintButton } from "./copy";
import { canSave } from "./draft";
import { AllAnswers } from "./all_answers";
import type { Opened } from "./office";
import { WithReturn, type ReturnAddress } from "./with_return";
import { inTime, periodOf } from "~/words/returns";

export function Sent(address: ReturnAddress) {
  return (
    <WithReturn {...address}>
      {(opened) => <Confirmation opened={opened} />}
    </WithReturn>
  );
}

function Confirmation({ opened }: { opened: Opened }) {
  const { draft, path, contract } = opened;
  const now = draft.current.value;
  if (canSave(now.state)) {
    return (
      <Page title="Not submitted yet" back={{ href: path }}>
        <p class="govuk-body">This return has not been submitted yet.</p>
        <ButtonLink href={path}>Go on with it</ButtonLink>
      </Page>
    );
  }
  return (
    <Page
      title="Return submitted"
      caption={`${periodOf(now)}, ${contract.title}`}
    >
      <p class="govuk-body-l">
        Submitted on {momentInWords(now.submitTime)}. {timing(opened)}
      </p>
      <h2 class="govuk-heading-m">What happens next</h2>
      <p class="govuk-body">
        The council reads your return, and accepts it or returns it to you with
        what it would like you to change. Your organisation gets a receipt by
        e-mail.
      </p>
      <p class="govuk-body">
        If something in it is wrong, you can{" "}
        <Link href={`${path}/withdraw`}>withdraw it</Link> and submit it again.
      </p>
      <div class="govuk-button-group">
        <ButtonLink href="/">See what else is due</ButtonLink>
        <PrintButton />
      </div>
      <h2 class="govuk-heading-m">What you submitted</h2>
      {now.nilReturn ? (
        <p class="govuk-body">You supported nobody in this period.</p>
      ) : (
        <>
          <p class="govuk-body">
            Answers about {counted(now.entries.length, "outcome")}, version{" "}
            {now.version}.{" "}
            <ActionLink href={`${path}/copy`}>Keep a copy</ActionLink>
          </p>
          <AllAnswers outcomes={opened.outcomes} entries={now.entries} />
        </>
      )}
    </Page>
  );
}

function timing({ draft }: Opened): string {
  const words = inTime(draft.current.value);
  return words ? `${words}.` : "";
}
