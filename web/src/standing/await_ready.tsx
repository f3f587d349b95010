// What is shown until figures are there, as of a past day or now.
import type { ComponentChildren } from "preact";
import { useLocation } from "preact-iso";
import { address } from "~/api/names";
import { Await } from "~/parts/await";
import { Link } from "~/parts/links";
import { Inset } from "~/parts/notices";
import { dayInWords } from "~/words/dates";
import { useRange } from "~/figures/range";
import type { Ready } from "./ready";

interface AwaitReadyProps<T> {
  ready: Ready<T>;
  // What is asked for: "Loading the figures".
  loading: string;
  children: (value: T) => ComponentChildren;
}

export function AwaitReady<T>(props: AwaitReadyProps<T>) {
  const { ready, loading, children } = props;
  const { query, progress } = ready;
  const { asOf } = useRange();
  if (asOf && query.state === "failed" && query.fault.kind === "absent") {
    return <NothingKnown asOf={asOf} />;
  }
  return (
    <Await query={query} loading={progress ?? loading}>
      {children}
    </Await>
  );
}

type Day = NonNullable<ReturnType<typeof useRange>["asOf"]>;

function NothingKnown({ asOf }: { asOf: Day }) {
  const { path, query } = useLocation();
  return (
    <Inset>
      Nothing was known of this on {dayInWords(asOf)}: it had not been recorded
      yet. Choose a later day, or{" "}
      <Link href={address(path, { ...query, "as-of": undefined })}>
        see what is known now
      </Link>
      .
    </Inset>
  );
}
