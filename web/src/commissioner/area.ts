import type { Area } from "~/areas";

export const commissioner: Area = {
  routes: [],
  navigation: [],
};
