import { create } from "@bufbuild/protobuf";
import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  Alert_State,
  AlertSchema,
} from "~/api/gen/tidemark/notices/v1/alert_pb";
import { session, type Role } from "~/session/session";
import { AlertForm } from "./alert_form";

function as(role: Role, readOnly = false) {
  session.value = {
    signedIn: true,
    user: {
      subject: `users/${role}`,
      name: role,
      role,
      council: "councils/E10000012",
      readOnly,
    },
  };
}

function show(state: Alert_State) {
  render(
    <AlertForm
      alert={create(AlertSchema, { state })}
      onChanged={() => {}}
      reload={() => {}}
    />,
  );
}

beforeEach(() => as("quality"));
afterEach(() => {
  cleanup();
  session.value = undefined;
});

describe("returns missed again and again", () => {
  test("begin with an offer of help, which needs words and an address", async () => {
    show(Alert_State.OPEN);
    fireEvent.click(screen.getByLabelText("Offer help"));
    fireEvent.click(screen.getByRole("button", { name: "Offer help" }));
    const summary = await screen.findByRole("alert");
    expect(summary.textContent).toContain("Say what help you offer");
    expect(summary.textContent).toContain("Enter an e-mail address");
  });

  test("can only be closed by those who may not offer, and once help is offered", () => {
    as("commissioner");
    show(Alert_State.OPEN);
    expect(screen.queryByLabelText("Offer help")).toBeNull();
    expect(screen.getByRole("button", { name: "Record" })).toBeTruthy();
    cleanup();

    as("quality");
    show(Alert_State.OFFERED_HELP);
    expect(screen.queryByLabelText("Offer help")).toBeNull();
  });

  test("ask nothing more once they are closed, nor of those who only look", () => {
    show(Alert_State.CLOSED);
    expect(screen.queryByRole("button")).toBeNull();
    as("quality", true);
    show(Alert_State.OPEN);
    expect(screen.queryByRole("button")).toBeNull();
  });
});
