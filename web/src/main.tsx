import { render } from "preact";
import { App } from "./app";
import { keepFocus } from "./frame/keep_focus";
import "./styles/main.scss";

document.body.classList.add("govuk-frontend-supported", "js-enabled");
const root = document.getElementById("console")!;
keepFocus(root);
render(<App />, root);
