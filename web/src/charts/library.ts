// What of the library the charts use; the rest is not sent to browsers.
export {
  dot,
  line,
  lineY,
  plot,
  rectX,
  ruleX,
  ruleY,
  text,
} from "@observablehq/plot";
