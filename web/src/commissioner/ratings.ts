// What CQC published about locations, in words, with its dates.
import {
  Location_Rating_Domain,
  Location_Rating_Grade,
  type Location,
} from "~/api/gen/tidemark/contracts/v1/location_pb";
import { dayInWords } from "~/words/dates";

const GRADES: Record<Location_Rating_Grade, string> = {
  [Location_Rating_Grade.UNSPECIFIED]: "Not known",
  [Location_Rating_Grade.OUTSTANDING]: "Outstanding",
  [Location_Rating_Grade.GOOD]: "Good",
  [Location_Rating_Grade.REQUIRES_IMPROVEMENT]: "Requires improvement",
  [Location_Rating_Grade.INADEQUATE]: "Inadequate",
  [Location_Rating_Grade.NOT_RATED]: "Not rated",
  [Location_Rating_Grade.NOT_APPLICABLE]: "Not applicable",
  [Location_Rating_Grade.REGULATIONS_MET]: "Regulations met",
  [Location_Rating_Grade.REGULATIONS_NOT_MET]: "Regulations not met",
  [Location_Rating_Grade.INSUFFICIENT_EVIDENCE]: "Not enough evidence to rate",
};

// One line a location: `Curlew House, Colchester: CQC says Good, 3 May 2025`.
export function ratingsOf(
  locations: readonly Location[],
): { location: string; text: string }[] {
  return locations.map((location) => ({
    location: location.name,
    text: `${placeOf(location)}: ${overall(location)}`,
  }));
}

function placeOf({ displayName, city }: Location): string {
  return city && !displayName.includes(city)
    ? `${displayName}, ${city}`
    : displayName;
}

function overall({ ratings }: Location): string {
  const rating = ratings.find(
    ({ serviceGroup, domain }) =>
      serviceGroup === "Overall" && domain === Location_Rating_Domain.OVERALL,
  );
  if (!rating) return "no CQC rating recorded";
  const day = dayInWords(rating.publicationDate);
  const text = `CQC rating ${GRADES[rating.grade]}${day ? `, ${day}` : ""}`;
  return rating.inherited ? `${text}, from an earlier registration` : text;
}
