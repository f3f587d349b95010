import { useMemo, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useQuery } from "~/api/query";
import { client } from "~/api/transport";
import { address, idOf, inCouncil } from "~/api/names";
import { providerName, providerNames } from "~/api/providers";
import { type Person } from "~/api/gen/tidemark/outcomes/v1/person_pb";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { Await } from "~/parts/await";
import { Button } from "~/parts/button";
import { ErrorSummary } from "~/parts/errors";
import { TextField } from "~/parts/fields";
import { useForm } from "~/parts/form";
import { ActionLink, Link } from "~/parts/links";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { personStatus } from "~/words/people";

const PAGE = 50;

// Finds somebody by the reference that the council gave them.
export default function People() {
  const { query: parameters } = useLocation();
  const page = parameters["page"] ?? "";
  const query = useQuery([page], async () => {
    const [names, people] = await Promise.all([
      providerNames(),
      client(OutcomesService).listPeople({
        parent: inCouncil(),
        pageSize: PAGE,
        pageToken: page,
      }),
    ]);
    return { names, ...people };
  });
  return (
    <Page title="People">
      <Find />
      <Await query={query} loading="Loading people">
        {({ names, people, nextPageToken }) => (
          <>
            <Table
              caption="Everybody, by reference"
              columns={[
                {
                  heading: "Reference",
                  cell: ({ name }: Person) => (
                    <span class="tm-reference">
                      <Link href={`/people/${idOf(name)}`}>{idOf(name)}</Link>
                    </span>
                  ),
                },
                {
                  heading: "Supported by",
                  cell: ({ providers }) =>
                    providers
                      .map((provider) => providerName(names, provider))
                      .join(", ") || "Nobody",
                },
                { heading: "Now", cell: personStatus },
              ]}
              rows={people}
              keyOf={({ name }) => name}
              empty="Nobody is recorded yet. People come with your council's own records."
            />
            {nextPageToken && (
              <p class="govuk-body">
                <ActionLink href={address("/people", { page: nextPageToken })}>
                  Next page
                </ActionLink>
              </p>
            )}
            {page && (
              <p class="govuk-body">
                <ActionLink href="/people">First page</ActionLink>
              </p>
            )}
          </>
        )}
      </Await>
    </Page>
  );
}

const NOBODY =
  "Nobody has this reference. Check it, and that the person is of your council.";

function Find() {
  const { route } = useLocation();
  const [reference, setReference] = useState("");
  const form = useForm(() => "reference");
  const wanted = reference.trim();
  const errors = useMemo(
    () =>
      form.fault?.kind === "absent"
        ? [{ input: "reference", message: NOBODY }]
        : form.errors,
    [form.fault, form.errors],
  );

  const find = async () => {
    const person = await client(OutcomesService).getPerson({
      name: inCouncil("people", wanted),
    });
    route(`/people/${idOf(person.name)}`);
  };
  const submit = () =>
    form.send(
      /^[A-Za-z0-9-]+$/.test(wanted)
        ? []
        : [
            {
              input: "reference",
              message: "Enter a reference, like p-2kw9zy. It has no spaces.",
            },
          ],
      find,
    );

  return (
    <form
      role="search"
      class="tm-screen-only"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <ErrorSummary errors={errors} />
      <TextField
        id="reference"
        label="Find somebody by their reference"
        hint="The reference that the council gave, not a name or an NHS number."
        error={errors[0]?.message}
        value={reference}
        width={20}
        type="search"
        onValue={setReference}
      />
      <Button type="submit" busy={form.busy}>
        Find
      </Button>
    </form>
  );
}
