// The signs by which a chart tells things apart: each has its own shape, so
// that a chart can be read without colour.

export const INK = "#0b0c0c";
export const QUIET = "#505a5f";
export const EMPTY = "#f3f2f1";
export const BLUE = "#1d70b8";
export const DARK_BLUE = "#0b3d5c";
export const ORANGE = "#b8470d";
export const PURPLE = "#54319f";

export interface Sign {
  shape:
    | "circle"
    | "ring"
    | "square"
    | "triangle"
    | "diamond"
    | "line"
    | "dashes"
    | "dots"
    | "long-dashes"
    | "band"
    | "bar";
  colour: string;
  words: string;
}

const POINTS: Partial<Record<Sign["shape"], string>> = {
  square: "M3,3H15V15H3Z",
  triangle: "M9,2L17,16H1Z",
  diamond: "M9,1L17,9L9,17L1,9Z",
};

const DASHES: Partial<Record<Sign["shape"], string>> = {
  line: "",
  dashes: "6 4",
  dots: "2 4",
  "long-dashes": "14 4",
};

export function dashesOf(shape: Sign["shape"]): string {
  return DASHES[shape] ?? "";
}

interface Figured {
  tag: "path" | "circle" | "line" | "rect";
  attributes: Record<string, string | number>;
}

// The sign as an element of SVG in a box of 30 by 18.
export function figured({ shape, colour }: Sign): Figured {
  const path = POINTS[shape];
  if (path) {
    return {
      tag: "path",
      attributes: { d: path, fill: colour, stroke: INK, transform: "translate(6 0)" }, // prettier-ignore
    };
  }
  if (shape === "circle" || shape === "ring") {
    const fill = shape === "ring" ? "#ffffff" : colour;
    return {
      tag: "circle",
      attributes: { cx: 15, cy: 9, r: 5, fill, stroke: colour, "stroke-width": 2 }, // prettier-ignore
    };
  }
  if (shape === "band") {
    return {
      tag: "rect",
      attributes: { x: 1, y: 1, width: 28, height: 16, fill: colour, stroke: QUIET }, // prettier-ignore
    };
  }
  if (shape === "bar") {
    return {
      tag: "path",
      attributes: { d: "M1,9H29M1,4V14M29,4V14", stroke: colour, "stroke-width": 2, fill: "none" }, // prettier-ignore
    };
  }
  return {
    tag: "line",
    attributes: { x1: 0, y1: 9, x2: 30, y2: 9, stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dashesOf(shape) }, // prettier-ignore
  };
}

// What the signs of a chart mean.
export function Key({ signs }: { signs: readonly Sign[] }) {
  return (
    <ul class="tm-key">
      {signs.map((sign) => {
        const { tag: Tag, attributes } = figured(sign);
        return (
          <li key={sign.words}>
            <svg
              width="30"
              height="18"
              viewBox="0 0 30 18"
              aria-hidden="true"
              focusable="false"
            >
              <Tag {...attributes} />
            </svg>
            <span>{sign.words}</span>
          </li>
        );
      })}
    </ul>
  );
}
