import { render, screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { Heard, Progress, quarterOf } from "./progress";

describe("the progress of long work", () => {
  it("is heard by quarters, in the words of the moment", () => {
    const heard = () => screen.getByRole("status").textContent;
    const at = (percent: number) => (
      <Heard
        words={`${percent}% has gone`}
        step={String(quarterOf(percent, 100))}
      />
    );
    const { rerender } = render(at(0));
    expect(heard()).toBe("0% has gone");
    rerender(at(24));
    expect(heard()).toBe("0% has gone");
    rerender(at(27));
    expect(heard()).toBe("27% has gone");
    rerender(at(49));
    expect(heard()).toBe("27% has gone");
    rerender(at(100));
    expect(heard()).toBe("100% has gone");
  });

  it("claims no share where nobody knows of how much", () => {
    render(<Progress doing="Checking" done={0} of={0} />);
    const bar = screen.getByRole("progressbar", { name: "Checking" });
    expect(bar.hasAttribute("value")).toBe(false);
  });
});
