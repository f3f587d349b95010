// What a test does to a page, done by keys alone. `byKeys` puts it in place of
// what Playwright does by pointing, so that a test says `click`, and this goes
// to the target by Tab and presses Enter. On its way it fails where somebody
// who has no mouse would: at what no key reaches, at a focus that cannot be
// seen or is behind something, and when an action has lost the focus.
import {
  expect,
  type ElementHandle,
  type Locator,
  type Page,
} from "@playwright/test";
import * as at from "./focus";

// More stops than any page has.
const STOPS = 400;

// What was last done on a page, for what is said when the focus is lost.
const last = new WeakMap<Page, string>();

async function click(this: Locator): Promise<void> {
  const control = await reach(this, "click");
  const kind = await control.evaluate(at.kind);
  if (kind === "radio") return choose(this.page(), control);
  if (kind === "text" || kind === "select") return;
  await this.page().keyboard.press(kind === "checkbox" ? "Space" : "Enter");
}

async function check(this: Locator): Promise<void> {
  if (await this.isChecked()) return;
  const control = await reach(this, "check");
  const kind = await control.evaluate(at.kind);
  if (kind === "radio") await choose(this.page(), control);
  else await this.page().keyboard.press("Space");
  await expect(this).toBeChecked();
}

async function uncheck(this: Locator): Promise<void> {
  if (!(await this.isChecked())) return;
  await reach(this, "uncheck");
  await this.page().keyboard.press("Space");
  await expect(this).not.toBeChecked();
}

async function fill(this: Locator, text: string): Promise<void> {
  await reach(this, "fill");
  const { keyboard } = this.page();
  await keyboard.press("ControlOrMeta+A");
  if (text) await keyboard.type(text);
  else await keyboard.press("Delete");
  await expect(this).toHaveValue(text);
}

async function press(this: Locator, key: string): Promise<void> {
  await reach(this, `press ${key}`);
  await this.page().keyboard.press(key);
}

async function selectOption(
  this: Locator,
  wanted: string | { label?: string; value?: string },
): Promise<string[]> {
  const select = await reach(this, "select");
  const { value, label } =
    typeof wanted === "string" ? { value: wanted, label: wanted } : wanted;
  const find = () => select.evaluate(at.stepsTo, { value, label });
  await expect
    .poll(find, `an option ${JSON.stringify(wanted)}`)
    .not.toBeUndefined();
  const steps = (await find())!;
  for (let i = 0; i < Math.abs(steps); i++) {
    await this.page().keyboard.press(steps > 0 ? "ArrowDown" : "ArrowUp");
  }
  await expect.poll(find, "the option is chosen").toBe(0);
  return [await this.inputValue()];
}

async function setInputFiles(
  this: Locator,
  files: Parameters<Locator["setInputFiles"]>[0],
): Promise<void> {
  const page = this.page();
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    reach(this, "choose a file").then(() => page.keyboard.press("Enter")),
  ]);
  await chooser.setFiles(files);
}

// What nobody can do by keys.
function pointing(what: string) {
  return () => {
    throw new Error(`by keys alone nobody can ${what}`);
  };
}

const ACTS = {
  ...{ click, check, uncheck, fill, press, selectOption, setInputFiles },
  dblclick: pointing("click twice"),
  dispatchEvent: pointing("send events"),
  dragTo: pointing("drag"),
  focus: pointing("go to a place at once"),
  hover: pointing("point"),
  tap: pointing("tap"),
};

// From now on every locator acts by keys; what it returns ends that.
export function byKeys(page: Page): () => void {
  const prototype = Object.getPrototypeOf(page.locator("html")) as object;
  const pointed = Object.fromEntries(
    Object.keys(ACTS).map((name) => [name, Reflect.get(prototype, name)]),
  );
  Object.assign(prototype, ACTS);
  return () => void Object.assign(prototype, pointed);
}

// Fails if the last action on a page left its user nowhere.
export async function expectFocusKept(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(at.isLost), {
      message: `the focus is lost after: ${last.get(page)}`,
      timeout: 5_000,
    })
    .toBe(false);
}

// Goes by Tab or Shift+Tab, whichever is the way, until the control of `target`
// has the focus, or, for a radio button, one of its group.
async function reach(
  target: Locator,
  to: string,
): Promise<ElementHandle<Element>> {
  const page = target.page();
  await target.waitFor();
  await expect(target).toBeEnabled();
  await expectFocusKept(page);
  const control = (await target.evaluateHandle(
    at.controlOf,
  )) as ElementHandle<Element>;
  const plain = await control.evaluate(at.look);
  const { here, key } = await control.evaluate(at.way);
  if (!here) await tab(control, key, `no key comes to ${target}`);
  const focused = await control.evaluateHandle(at.focused);
  await expect
    .poll(() => focused.evaluate(at.isInSight), `${target} is in sight`)
    .toBe(true);
  if (!here && (await control.evaluate(at.isFocused))) {
    await expect
      .poll(() => control.evaluate(at.look), `${target} shows its focus`)
      .not.toBe(plain);
  }
  last.set(page, `${to} ${target}`);
  await page.evaluate(at.noteAct);
  return control;
}

async function tab(
  control: ElementHandle<Element>,
  key: string,
  failure: string,
): Promise<void> {
  const page = (await control.ownerFrame())!.page();
  for (let i = 0; i < STOPS; i++) {
    await page.keyboard.press(key);
    if ((await control.evaluate(at.way)).here) return;
  }
  throw new Error(failure);
}

// Chooses a radio button of the group that has the focus.
async function choose(
  page: Page,
  radio: ElementHandle<Element>,
): Promise<void> {
  const key = await radio.evaluate(at.arrow);
  for (let i = 0; !(await radio.evaluate(at.isFocused)); i++) {
    expect(i, "arrows lead to the radio button").toBeLessThan(20);
    await page.keyboard.press(key);
  }
  if (!(await radio.evaluate(at.isChecked))) await page.keyboard.press("Space");
}
