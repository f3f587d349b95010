import type { Area } from "~/areas";

export const standing: Area = {
  routes: [],
  navigation: [],
};
