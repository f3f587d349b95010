import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Word } from "~/words/text";

export type Colour =
  | "grey"
  | "green"
  | "turquoise"
  | "blue"
  | "purple"
  | "red"
  | "orange"
  | "yellow";

// A state in a word; its colour only helps.
export function Tag({
  colour,
  children,
}: {
  colour?: Colour;
  children: string;
}) {
  return (
    <strong class={`govuk-tag${colour ? ` govuk-tag--${colour}` : ""}`}>
      {children}
    </strong>
  );
}

export function WordTag({ word }: { word: Word }) {
  return <Tag colour={word.colour}>{word.text}</Tag>;
}

// Something has been done. Whoever did it goes on from here: the form or the
// button has often gone.
export function Done({ children }: { children: ComponentChildren }) {
  const banner = useRef<HTMLDivElement>(null);
  useEffect(() => banner.current?.focus(), []);
  return (
    <div
      class="govuk-notification-banner govuk-notification-banner--success"
      ref={banner}
      role="alert"
      tabIndex={-1}
      aria-labelledby="done-title"
    >
      <div class="govuk-notification-banner__header">
        <h2 class="govuk-notification-banner__title" id="done-title">
          Done
        </h2>
      </div>
      <div class="govuk-notification-banner__content">
        <div class="govuk-notification-banner__heading">{children}</div>
      </div>
    </div>
  );
}

// Something to know before going on.
export function Inset({ children }: { children: ComponentChildren }) {
  return <div class="govuk-inset-text">{children}</div>;
}

export function Warning({ children }: { children: ComponentChildren }) {
  return (
    <div class="govuk-warning-text">
      <span class="govuk-warning-text__icon" aria-hidden="true">
        !
      </span>
      <strong class="govuk-warning-text__text">
        <span class="govuk-visually-hidden">Warning: </span>
        {children}
      </strong>
    </div>
  );
}

// More, for those who want it.
export function More({
  summary,
  children,
}: {
  summary: string;
  children: ComponentChildren;
}) {
  return (
    <details class="govuk-details">
      <summary class="govuk-details__summary">
        <span class="govuk-details__summary-text">{summary}</span>
      </summary>
      <div class="govuk-details__text">{children}</div>
    </details>
  );
}

// A person's own words, whole.
export function Words({ children }: { children: string }) {
  return <blockquote class="tm-words govuk-body">{children}</blockquote>;
}
