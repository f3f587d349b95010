import type { Area } from "~/areas";

export const provider: Area = {
  routes: [],
  navigation: [],
};
