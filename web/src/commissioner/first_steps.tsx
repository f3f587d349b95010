// What to do first, for a council that has little or nothing in Tidemark yet.
import type { ComponentChildren } from "preact";
import { Tag } from "~/parts/notices";
import { idOf, inCouncil } from "~/api/names";
import type { Start } from "./council_data";

interface Step {
  title: string;
  done: boolean;
  about: ComponentChildren;
}

export function FirstSteps({ start }: { start: Start }) {
  const steps = stepsOf(start);
  const next = steps.findIndex(({ done }) => !done);
  return (
    <>
      <p class="govuk-body-l">
        There are no figures yet. Four steps lead to the first one.
      </p>
      <ol class="tm-steps">
        {steps.map(({ title, done, about }, i) => (
          <li key={title}>
            <h2 class="govuk-heading-s govuk-!-margin-bottom-1">
              {title}{" "}
              <Tag colour={done ? "green" : i === next ? "blue" : "grey"}>
                {done ? "Done" : i === next ? "Next" : "Later"}
              </Tag>
            </h2>
            {!done && about}
          </li>
        ))}
      </ol>
      <p class="govuk-body">
        Then each provider finds its first return on its own page, with each
        person’s words beside the questions. When you have accepted it, this
        page shows the figures, and what needs attention.
      </p>
    </>
  );
}

function stepsOf(start: Start): Step[] {
  const council = idOf(inCouncil());
  return [
    {
      title: "Set up the council",
      done: start.council !== undefined,
      about: (
        <>
          <p class="govuk-body">
            Your Tidemark administrator stores the council once, by its code.
          </p>
          <Command>
            {`tidemark councils create ${council} --name "Your council"`}
          </Command>
        </>
      ),
    },
    {
      title: "Bring in your providers",
      done: start.providers.length > 0,
      about: (
        <>
          <p class="govuk-body">
            The ratings file that the Care Quality Commission publishes has
            providers, locations and ratings. A second import changes nothing
            that is the same.
          </p>
          <Command>{`tidemark import cqc FILE.csv --council ${council}`}</Command>
        </>
      ),
    },
    {
      title: "Store your contracts",
      done: start.contracts.length > 0,
      about: (
        <>
          <p class="govuk-body">
            Each with its provider, its dates, what it asks for, and when its
            returns are due. It counts when you put it in force.
          </p>
          <Command>tidemark contracts create --help</Command>
        </>
      ),
    },
    {
      title: "Say whom they support",
      done: start.people,
      about: (
        <>
          <p class="govuk-body">
            A file with references in place of names, what matters to each
            person in their own words, and the contract that supports it.
          </p>
          <Command>{`tidemark import people FILE.csv --council ${council}`}</Command>
        </>
      ),
    },
  ];
}

function Command({ children }: { children: string }) {
  return (
    <pre class="tm-command" tabIndex={0}>
      <code>{children}</code>
    </pre>
  );
}
