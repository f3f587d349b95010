import type { Area } from "~/areas";

export const quality: Area = {
  routes: [],
  navigation: [],
};
