import type { ComponentChildren } from "preact";

interface ButtonProps {
  children: ComponentChildren;
  // Under way: the button says so, and does nothing more.
  busy?: boolean;
  kind?: "main" | "secondary" | "warning";
  // `submit` where it ends a form.
  type?: "button" | "submit";
  onClick?: () => void;
}

export function Button({
  children,
  busy = false,
  kind = "main",
  type = "button",
  onClick,
}: ButtonProps) {
  const look = kind === "main" ? "" : ` govuk-button--${kind}`;
  return (
    <button
      class={`govuk-button${look}`}
      type={type}
      aria-disabled={busy}
      onClick={(event) => {
        if (busy) {
          event.preventDefault();
          return;
        }
        onClick?.();
      }}
    >
      {children}
      {busy && <span> (working on it)</span>}
    </button>
  );
}
