import { render } from "preact";
import { App } from "./app";
import "./styles/main.scss";

document.body.classList.add("govuk-frontend-supported", "js-enabled");
render(<App />, document.getElementById("console")!);
