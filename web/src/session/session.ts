// Who is signed in, and what happens when that ends while somebody types.
import { signal } from "@preact/signals";

export type Role =
  | "commissioner"
  | "provider"
  | "quality"
  | "practitioner"
  | "finance"
  | "admin";

// One who may use the console.
export interface User {
  // For example `users/ada`.
  subject: string;
  // What to call them.
  name: string;
  role: Role;
  // The resource name of their council.
  council: string;
  // The resource name of their provider; of the role `provider` only.
  provider?: string;
  // Whether they may only look.
  readOnly?: boolean;
}

// An account that a demonstration offers.
export interface DemonstrationAccount {
  id: string;
  name: string;
  role: Role;
  about: string;
}

// The answer of `GET /session`.
export interface Session {
  signedIn: boolean;
  user?: User;
  csrf?: string;
  expires?: string;
  idleExpires?: string;
  signIn?: {
    oidc?: { label: string; href: string };
    demonstration?: DemonstrationAccount[];
    // Why signing in may not have worked, by the `problem` in the address.
    problems?: { code: string; words: string }[];
  };
}

// The session as last heard of; nothing before the first answer.
export const session = signal<Session | undefined>(undefined);
// Whether the session ended under somebody's hands: a dialogue asks to sign in
// again, and what was asked of the server waits for that.
export const ended = signal(false);

// The user, in places that only a user reaches.
export function currentUser(): User {
  const user = session.value?.user;
  if (!user) throw new Error("nobody is signed in");
  return user;
}

export async function loadSession(): Promise<Session> {
  const answer = await fetch("/session", { cache: "no-store" });
  if (!answer.ok) throw new Error(`the session answered ${answer.status}`);
  return take((await answer.json()) as Session);
}

export async function signInAs(account: DemonstrationAccount): Promise<void> {
  const answer = await fetch("/session/demonstration", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id: account.id }),
  });
  if (!answer.ok) throw new Error(`signing in answered ${answer.status}`);
  take((await answer.json()) as Session);
}

export async function signOut(): Promise<void> {
  const answer = await endSession().catch(() => undefined);
  if (!answer?.ok) {
    throw new Error(
      "You are still signed in. Check your connection, then sign out again.",
    );
  }
  // Everything that was shown goes with the session; some councils' accounts
  // are signed out of where they were signed in, too.
  sessionStorage.setItem(SIGNED_OUT, "yes");
  location.assign(answer.headers.get("location") ?? "/sign-in");
}

async function endSession(): Promise<Response> {
  const ask = () =>
    fetch("/session/sign-out", { method: "POST", headers: csrfHeader() });
  const answer = await ask();
  // The session may be one that another tab has begun since.
  return !answer.ok && (await isReplaced()) ? ask() : answer;
}

const SIGNED_OUT = "tidemark/signed-out";

// Whether this tab's last page was left by signing out; says so once.
export function hasSignedOut(): boolean {
  const said = sessionStorage.getItem(SIGNED_OUT) !== null;
  sessionStorage.removeItem(SIGNED_OUT);
  return said;
}

export function csrfHeader(): Record<string, string> {
  const token = session.value?.csrf;
  return token ? { "x-tidemark-csrf": token } : {};
}

let waiting: (() => void)[] = [];

// Asks for a new sign-in over the page, and is done when there is one.
export function renewed(): Promise<void> {
  ended.value = true;
  return new Promise((resolve) => waiting.push(resolve));
}

// Whether the same person has begun another session since, as after signing in
// again in another tab. This page goes on with it.
export async function isReplaced(): Promise<boolean> {
  const before = session.value?.csrf;
  const now = await loadSession();
  if (!now.signedIn) await renewed();
  return session.value?.csrf !== before;
}

function take(next: Session): Session {
  const before = session.value?.user;
  // A page with something typed stays as it is until its person is back.
  if (before && !next.signedIn) return next;
  // Another person must not go on with what the first one typed, and nothing
  // more is sent from here under the name of the other.
  if (before && before.subject !== next.user?.subject) {
    location.assign("/");
    return next;
  }
  session.value = next;
  if (!next.signedIn || !ended.value) return next;
  ended.value = false;
  const resume = waiting;
  waiting = [];
  for (const go of resume) go();
  return next;
}
