import { TextArea, TextField } from "~/parts/fields";
import type { TypedLevel } from "./change";

interface LevelFieldsProps {
  value: TypedLevel;
  onValue: (value: TypedLevel) => void;
  errorOf: (input: string) => string | undefined;
}

// How much support, as it is typed.
export function LevelFields({ value, onValue, errorOf }: LevelFieldsProps) {
  const field = (
    part: Exclude<keyof TypedLevel, "instead">,
    label: string,
    more: { prefix?: string; width?: 3 | 10 } = {},
  ) => (
    <TextField
      id={part}
      label={label}
      error={errorOf(part)}
      value={value[part]}
      width={more.width ?? 3}
      inputMode={part === "cost" ? "decimal" : "numeric"}
      prefix={more.prefix}
      onValue={(text) => onValue({ ...value, [part]: text })}
    />
  );
  return (
    <>
      <div class="tm-pair">
        {field("hours", "Hours a week")}
        {field("minutes", "and minutes")}
        {field("visits", "Visits a week")}
        {field("people", "People at each visit")}
        {field("cost", "Cost a week", { prefix: "£", width: 10 })}
      </div>
      <TextArea
        id="instead"
        label="What takes the place of support (if anything does)"
        hint="Such as a falls sensor, a lunch club or a neighbour."
        value={value.instead}
        error={errorOf("instead")}
        onValue={(instead) => onValue({ ...value, instead })}
      />
    </>
  );
}
