// What figures are broken down by, in words and in addresses.
import { Dimension } from "~/api/gen/tidemark/monitoring/v1/metric_pb";

const DIMENSIONS: readonly { id: string; value: Dimension; label: string }[] = [
  { id: "theme", value: Dimension.THEME, label: "Theme of the outcome" },
  { id: "location", value: Dimension.LOCATION, label: "Location" },
  { id: "contract", value: Dimension.CONTRACT, label: "Contract" },
  { id: "stage", value: Dimension.STAGE, label: "Stage of support" },
  { id: "sex", value: Dimension.SEX, label: "Sex" },
  { id: "ethnic-group", value: Dimension.ETHNIC_GROUP, label: "Ethnic group" },
  { id: "age-band", value: Dimension.AGE_BAND, label: "Age" },
  { id: "support-reason", value: Dimension.SUPPORT_REASON, label: "Main reason for support" }, // prettier-ignore
  { id: "unpaid-carer", value: Dimension.UNPAID_CARER, label: "Unpaid carer" },
  { id: "provider", value: Dimension.PROVIDER, label: "Provider" },
];

export function dimensionsOf(of: readonly Dimension[]) {
  return DIMENSIONS.filter(({ value }) => of.includes(value));
}

export function dimensionOf(id: string | undefined) {
  return DIMENSIONS.find((dimension) => dimension.id === id);
}
