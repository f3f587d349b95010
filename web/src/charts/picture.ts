// A chart as a picture to put into a document: its title, its key and the chart.
import { drawn, type Drawing, type Library } from "./draw";
import { figured, INK, type Sign } from "./shapes";

const WIDTH = 960;
const MARGIN = 24;
const LINE = 26;
const SVG = "http://www.w3.org/2000/svg";

export interface PictureOf {
  title: string;
  finding: string;
  signs: readonly Sign[];
  drawing: Drawing;
}

// The picture as PNG, at twice the size, so that it prints well.
export async function pngOf(plot: Library, what: PictureOf): Promise<Blob> {
  const sheet = sheetOf(plot, what);
  const text = new XMLSerializer().serializeToString(sheet);
  const address = URL.createObjectURL(
    new Blob([text], { type: "image/svg+xml" }),
  );
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * Number(sheet.getAttribute("width"));
    canvas.height = 2 * Number(sheet.getAttribute("height"));
    canvas
      .getContext("2d")!
      .drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error("no picture"))),
        "image/png",
      ),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

// All of it as one SVG on white.
export function sheetOf(
  plot: Library,
  { title, finding, signs, drawing }: PictureOf,
): SVGSVGElement {
  const sheet = element("svg", { width: WIDTH, "font-family": "arial, sans-serif" }); // prettier-ignore
  const ground = element("rect", { width: WIDTH, fill: "#ffffff" });
  sheet.append(ground);
  let y = MARGIN;
  for (const [text, size, weight] of [
    ...wrapped(title, 72).map((line) => [line, 22, "bold"] as const),
    ...wrapped(finding, 110).map((line) => [line, 16, "normal"] as const),
  ]) {
    y += LINE;
    const line = element("text", { x: MARGIN, y, fill: INK, "font-size": size, "font-weight": weight }); // prettier-ignore
    line.textContent = text;
    sheet.append(line);
  }
  y += LINE;
  let x = MARGIN;
  for (const sign of signs) {
    const wide = 60 + sign.words.length * 8;
    if (x > MARGIN && x + wide > WIDTH - MARGIN) {
      x = MARGIN;
      y += LINE;
    }
    const { tag, attributes } = figured(sign);
    const group = element("g", { transform: `translate(${x} ${y - 14})` });
    const words = element("text", { x: 38, y: 14, fill: INK, "font-size": 15 });
    words.textContent = sign.words;
    group.append(element(tag, attributes), words);
    sheet.append(group);
    x += wide;
  }
  const chart = drawn(plot, drawing, WIDTH - 2 * MARGIN);
  chart.setAttribute("x", String(MARGIN));
  chart.setAttribute("y", String(y + MARGIN));
  sheet.append(chart);
  const height = y + 2 * MARGIN + Number(chart.getAttribute("height"));
  sheet.setAttribute("height", String(height));
  sheet.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`);
  ground.setAttribute("height", String(height));
  return sheet;
}

function element(tag: "svg", with_: Record<string, string | number>): SVGSVGElement; // prettier-ignore
function element(tag: string, with_: Record<string, string | number>): SVGElement; // prettier-ignore
function element(tag: string, with_: Record<string, string | number>) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(with_)) {
    made.setAttribute(name, String(value));
  }
  return made;
}

// Lines of at most `width` letters, broken between words.
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}
