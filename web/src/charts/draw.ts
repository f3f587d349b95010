// Draws charts as SVG. The library is fetched when the first chart is drawn.
import type { PlotOptions } from "@observablehq/plot";

export type Library = typeof import("./library");
export type Drawing = (plot: Library, width: number) => PlotOptions;

let library: Promise<Library> | undefined;

export function loadLibrary(): Promise<Library> {
  library ??= import("./library").catch((error: unknown) => {
    // Another try may reach the server again.
    library = undefined;
    throw error;
  });
  return library;
}

const FONT = "arial, sans-serif";

// The chart, ready to be put into the page. The library brings a style element
// of its own, which the content security policy refuses; so the chart is made
// in a document that no browser shows, and that element is left behind.
export function drawn(
  plot: Library,
  drawing: Drawing,
  width: number,
): SVGSVGElement {
  const inert = document.implementation.createHTMLDocument();
  const options = drawing(plot, width);
  const made = plot.plot({ ...options, width, document: inert });
  const svg = (
    made.localName === "svg" ? made : made.querySelector("svg")
  ) as SVGSVGElement;
  svg.querySelector("style")?.remove();
  svg.setAttribute("font-family", FONT);
  svg.setAttribute("font-size", "14");
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("aria-hidden", "true");
  for (const named of svg.querySelectorAll("[aria-label]")) {
    // The library names its groups in terms of its own.
    named.removeAttribute("aria-label");
  }
  for (const link of svg.querySelectorAll("a")) {
    // Keys reach the same pages by the links of the table.
    link.setAttribute("tabindex", "-1");
  }
  return document.importNode(svg, true);
}
