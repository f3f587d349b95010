// What is shown while a question is asked, and when it failed.
import type { ComponentChildren } from "preact";
import type { Fault } from "~/api/fault";
import type { Query } from "~/api/query";
import { Button } from "./button";

interface AwaitProps<T> {
  query: Query<T>;
  // What is asked for: "Loading your returns".
  loading: string;
  children: (value: T) => ComponentChildren;
}

export function Await<T>({ query, loading, children }: AwaitProps<T>) {
  if (query.state === "asking") {
    return (
      <p class="govuk-body tm-wait" role="status">
        {loading}…
      </p>
    );
  }
  if (query.state === "failed") {
    return <Failed fault={query.fault} again={query.reload} />;
  }
  return <>{children(query.value)}</>;
}

const TITLES: Record<Fault["kind"], string> = {
  offline: "We could not reach the service",
  refused: "You cannot see this",
  absent: "We could not find this",
  faulty: "This cannot be shown",
  stale: "Somebody has changed this",
  busy: "The service is busy",
  broken: "Something went wrong",
};

export function Failed({ fault, again }: { fault: Fault; again?: () => void }) {
  return (
    <div class="govuk-error-summary" role="alert">
      <h2 class="govuk-error-summary__title">{TITLES[fault.kind]}</h2>
      <div class="govuk-error-summary__body">
        <p>{fault.message}</p>
        {again && fault.kind !== "refused" && fault.kind !== "absent" && (
          <Button kind="secondary" onClick={again}>
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}
