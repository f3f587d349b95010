// Where things are dealt with: the addresses of pages.
import { idOf, segmentOf } from "./names";

export function returnPlace(name: string): string {
  return `/returns/${segmentOf(name, "contracts")}/${idOf(name)}/review`;
}

export function extensionPlace(name: string): string {
  return `/returns/${segmentOf(name, "contracts")}/${idOf(name)}/more-time`;
}

export function contractPlace(name: string): string {
  return `/contracts/${segmentOf(name, "contracts")}`;
}

export function providerPlace(name: string): string {
  return `/providers/${segmentOf(name, "providers")}`;
}

export function personPlace(name: string): string {
  return `/people/${segmentOf(name, "people")}`;
}

export function statementPlace(name: string): string {
  return `/statements/${segmentOf(name, "contracts")}/${idOf(name)}`;
}

// Ids of signals have dots, which in an address would look like the end of a
// file's name.
export function signalPlace(name: string): string {
  return `/signals/${idOf(name).replaceAll(".", "~")}`;
}

// The name's last part of such an address.
export function signalId(place: string): string {
  return place.replaceAll("~", ".");
}
