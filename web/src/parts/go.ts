import { useLocation } from "preact-iso";
import { moving } from "./page";

// Goes to another page, as after a button.
export function useGo(): (path: string, replace?: boolean) => void {
  const { route } = useLocation();
  return (path, replace) => {
    moving();
    route(path, replace);
  };
}
