// Small ratings files for tests, and the real one where it is at hand.

#ifndef TIDEMARK_SERVICES_CONTRACTS_CQC_SAMPLE_H_
#define TIDEMARK_SERVICES_CONTRACTS_CQC_SAMPLE_H_

#include <fstream>
#include <sstream>
#include <string>

namespace tidemark::contracts {

// The header of a ratings file: the columns that are read and one that is not.
inline constexpr char kCqcHeader[] =
    "Location ID,Location ODS Code,Location Name,Care Home?,Location Type,"
    "Location Primary Inspection Category,Location Street Address,"
    "Location City,Location Post Code,Location Local Authority,"
    "Service / Population Group,Domain,Latest Rating,Publication Date,"
    "Inherited Rating (Y/N),Provider ID,Provider Name,Brand ID,Brand Name\r\n";

// One row of it.
struct CqcRow {
  std::string location_id = "1-10041249501";
  std::string ods_code = "VNH5M";
  std::string location_name = "Shoreline House";
  std::string care_home = "N";
  std::string city = "Lincoln";
  std::string group = "Homecare";
  std::string domain = "Overall";
  std::string rating = "Good";
  std::string date = "05/29/2026";
  std::string inherited = "N";
  std::string provider_id = "1-9438821988";
  std::string provider_name = "Shoreline Care Ltd";
  std::string brand_id = "-";
  std::string brand_name = "-";

  // The row as a line of the file.
  std::string Line() const {
    return location_id + "," + ods_code + "," + location_name + "," +
           care_home + ",Social Care Org,Community based adult social care " +
           "services,1 Hidden Street," + city + ",LN3 5AG,Lincolnshire," +
           group + "," + domain + "," + rating + "," + date + "," + inherited +
           "," + provider_id + "," + provider_name + "," + brand_id + "," +
           brand_name + "\r\n";
  }
};

// The published file of all Lincolnshire's locations; empty if it is not there.
inline std::string LincolnshireFile() {
  std::ifstream file(
      std::string(TIDEMARK_OPEN_DATA) + "/cqc_lincolnshire_ratings_2026.csv",
      std::ios::binary);
  std::ostringstream content;
  if (file) content << file.rdbuf();
  return content.str();
}

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_CQC_SAMPLE_H_
