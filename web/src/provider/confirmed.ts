// Of whom somebody confirmed, in this tab, that nothing has changed: what a
// warning about it is answered with.
const PREFIX = "tidemark/confirmed/";

export function confirmedOf(returnName: string): Set<string> {
  const text = sessionStorage.getItem(PREFIX + returnName);
  return new Set(text ? text.split(" ") : []);
}

export function setConfirmed(
  returnName: string,
  person: string,
  confirmed: boolean,
): void {
  const people = confirmedOf(returnName);
  if (confirmed) people.add(person);
  else people.delete(person);
  sessionStorage.setItem(PREFIX + returnName, [...people].join(" "));
}
