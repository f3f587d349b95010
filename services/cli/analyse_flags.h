// The flags of `tidemark analyse`.

#ifndef TIDEMARK_SERVICES_CLI_ANALYSE_FLAGS_H_
#define TIDEMARK_SERVICES_CLI_ANALYSE_FLAGS_H_

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "services/cli/numbers_file.h"

namespace tidemark::cli {

// What the commands share, and what each has of its own.
struct AnalyseArgs {
  FileFlags file;
  bool at_server = false;
  // Headings.
  std::string value;
  std::string numerator;
  std::string denominator;
  std::string unit;
  std::string weight;
  std::string start;
  std::string end;
  std::string start_hours;
  std::string end_hours;
  std::string expected;
  std::string reference_numerator;
  std::string reference_denominator;
  // Charts.
  bool no_screening = false;
  bool screening = false;
  bool rates = false;
  int baseline = 0;
  std::vector<int> rebase;
  int trend = 7;
  int shift = 7;
  std::string better;
  std::optional<double> target;
  // Funnels.
  std::string kind = "proportions";
  std::string limits = "exact";
  std::string tails;
  std::optional<double> tail;
  std::optional<double> centre;
  double minimum_denominator = 0;
  bool all_rows = false;
  // Ratios and intervals.
  std::string method;
  std::optional<double> confidence;
  std::optional<double> observed;
  bool missing_is_zero = false;
};

// Adds the flags of every analysis: the file and which of its rows count.
void AddFileFlags(CLI::App* command, AnalyseArgs& args);

// Add the flags of one.
void AddXmrFlags(CLI::App* command, AnalyseArgs& args);
void AddProportionFlags(CLI::App* command, AnalyseArgs& args);
void AddFunnelFlags(CLI::App* command, AnalyseArgs& args);
void AddRatioFlags(CLI::App* command, AnalyseArgs& args);
void AddGoalFlags(CLI::App* command, AnalyseArgs& args);
void AddIntervalFlags(CLI::App* command, AnalyseArgs& args);
void AddGrowthFlags(CLI::App* command, AnalyseArgs& args);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_ANALYSE_FLAGS_H_
