import type { ComponentChildren } from "preact";

export interface Fact {
  name: string;
  value: ComponentChildren;
  // A link to change it.
  action?: ComponentChildren;
}

// What is known of something, a line each.
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="govuk-summary-list">
      {facts.map(({ name, value, action }) => (
        <div class="govuk-summary-list__row" key={name}>
          <dt class="govuk-summary-list__key">{name}</dt>
          <dd class="govuk-summary-list__value">{value}</dd>
          {action && <dd class="govuk-summary-list__actions">{action}</dd>}
        </div>
      ))}
    </dl>
  );
}
