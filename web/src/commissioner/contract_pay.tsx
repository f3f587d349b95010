// What a contract pays for outcomes, in words.
import { idOf } from "~/api/names";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import {
  IncentiveTerms_Exclusion,
  type IncentiveTerms as Terms,
} from "~/api/gen/tidemark/contracts/v1/incentive_terms_pb";
import type { IncentiveTermsHistory } from "~/api/gen/tidemark/incentives/v1/statement_pb";
import { ActionLink } from "~/parts/links";
import { currentUser } from "~/session/session";
import { dayInWords } from "~/words/dates";
import { money, percent } from "~/words/numbers";
import { upperFirst } from "~/words/text";

interface Given {
  history: IncentiveTermsHistory | undefined;
  contract: Contract;
}

export function IncentiveTerms({ history, contract }: Given) {
  if (!history) return null;
  const pays = ["commissioner", "finance"].includes(currentUser().role);
  return (
    <section>
      <h2 class="govuk-heading-m">What it pays for outcomes</h2>
      {history.versions.length ? (
        history.versions.map(({ effectiveDate, terms, variation }) => (
          <div key={variation}>
            <h3 class="govuk-heading-s">
              For periods that begin from {dayInWords(effectiveDate)}
            </h3>
            <ul class="govuk-list govuk-list--bullet">
              {(terms ? termsInWords(terms) : ["Nothing"]).map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        ))
      ) : (
        <p class="govuk-body">
          Nothing: it pays for support, whatever the outcomes.
        </p>
      )}
      {pays && history.versions.length > 0 && (
        <p class="govuk-body">
          <ActionLink href={`/statements?contract=${idOf(contract.name)}`}>
            Its statements
          </ActionLink>
        </p>
      )}
    </section>
  );
}

const EXCLUSIONS: Record<IncentiveTerms_Exclusion, string> = {
  [IncentiveTerms_Exclusion.UNSPECIFIED]: "",
  [IncentiveTerms_Exclusion.NOT_WORKED_ON]:
    "outcomes that could not be worked on",
  [IncentiveTerms_Exclusion.DIED]: "people who died",
  [IncentiveTerms_Exclusion.MOVED]: "people who moved or left",
  [IncentiveTerms_Exclusion.AWAY]: "people who were away",
  [IncentiveTerms_Exclusion.SUPPORT_ENDED]: "outcomes whose support ended",
};

export function exclusionInWords(exclusion: IncentiveTerms_Exclusion): string {
  return EXCLUSIONS[exclusion];
}

export function termsInWords(terms: Terms): string[] {
  const lines: (string | false)[] = [
    terms.baselineBasisPoints > 0 &&
      `${percent(terms.baselineBasisPoints / 10_000)} of ${money(terms.periodValuePence)} each period, whatever the outcomes`,
    terms.firstMetPence > 0n &&
      `${money(terms.firstMetPence)} for each outcome that is met for the first time`,
    terms.metPence > 0n &&
      `${money(terms.metPence)} for each outcome that is met`,
    ...terms.bands
      .filter(({ amountPence }) => amountPence > 0n)
      .map(
        ({ fromBasisPoints, amountPence }) =>
          `${money(amountPence)} if ${percent(fromBasisPoints / 10_000)} or more of outcomes are met, up to the next band`,
      ),
    terms.stepDownPence > 0n &&
      `${money(terms.stepDownPence)} for each step-down that counts`,
    terms.capPence !== undefined && `at most ${money(terms.capPence)} a period`,
    terms.floorPence !== undefined &&
      `at least ${money(terms.floorPence)} a period`,
    terms.personConfirmationRequired &&
      "an outcome is met only if the person says so",
    terms.exclusions.length > 0 &&
      `left out: ${terms.exclusions.map(exclusionInWords).join(", ")}`,
  ];
  return lines.filter((line) => line !== false).map(upperFirst);
}
