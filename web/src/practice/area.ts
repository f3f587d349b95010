import type { Area } from "~/areas";

export const practice: Area = {
  routes: [],
  navigation: [],
};
