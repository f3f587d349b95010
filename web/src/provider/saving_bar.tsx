// How what was typed stands, in words, where it can be seen while one types.
import { currentUser } from "~/session/session";
import { Link } from "~/parts/links";
import { counted } from "~/words/numbers";
import type { Draft, Saving } from "./draft";
import { timeOfDay } from "~/words/dates";
import { who } from "~/words/who";

function inWords(saving: Saving): string {
  switch (saving.kind) {
    case "rest":
      return "";
    case "saving":
      return "Saving…";
    case "saved":
      return `Saved at ${timeOfDay(saving.at)}`;
    case "offline":
      return "Not saved yet: we cannot reach the service. What you type is kept on this device, and is saved as soon as you are connected again.";
    case "kept":
      return "Kept on this device until you submit your correction";
    case "clash":
      return "Not saved yet: the same questions were answered twice.";
    case "refused":
      return "Not saved. What you typed is kept on this device.";
  }
}

function toClashes(): void {
  document.getElementById("clashes")?.focus();
}

export function SavingBar({ draft }: { draft: Draft }) {
  const saving = draft.saving.value;
  const text = inWords(saving);
  const trouble = ["offline", "clash", "refused"].includes(saving.kind);
  return (
    <div
      class={
        "tm-saving" +
        (text ? "" : " tm-saving--empty") +
        (trouble ? " tm-saving--trouble" : "")
      }
      role="status"
    >
      {text}
      {saving.kind === "clash" && (
        <>
          {" "}
          <button type="button" class="tm-link" onClick={toClashes}>
            Choose which answers to keep
          </button>
        </>
      )}
    </div>
  );
}

// What somebody else has done to the return meanwhile.
export function OthersNews({ draft, path }: { draft: Draft; path: string }) {
  const saving = draft.saving.value;
  const news = draft.news.value;
  const own = news?.who === currentUser().subject;
  return (
    <>
      {saving.kind === "refused" && (
        <div class="govuk-error-summary" role="alert">
          <h2 class="govuk-error-summary__title">
            Your last answers were not saved
          </h2>
          <div class="govuk-error-summary__body">
            <p>{refusal(saving.fault.reason, saving.fault.message)}</p>
            <p>
              <Link href={path}>See how the return stands</Link>
            </p>
          </div>
        </div>
      )}
      {news && (
        <div class="govuk-inset-text" role="status">
          {own
            ? "You changed answers in another window"
            : `While you worked, ${news.who ? who(news.who) : "somebody"} changed answers`}
          : about {counted(news.outcomes.length, "outcome")}. We have put them
          together with yours.
        </div>
      )}
    </>
  );
}

function refusal(reason: string, message: string): string {
  if (reason === "ETAG_MISMATCH" || reason === "RETURN_NOT_EDITABLE") {
    return "Somebody has submitted this return meanwhile. To change it, withdraw it or correct it.";
  }
  return message;
}
