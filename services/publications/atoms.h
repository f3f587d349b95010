// The atoms that the cells of a council's tables are made of: the cases of one
// unit, in the months that no period tells apart, of one group.

#ifndef TIDEMARK_SERVICES_PUBLICATIONS_ATOMS_H_
#define TIDEMARK_SERVICES_PUBLICATIONS_ATOMS_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/disclosure/suppression.h"
#include "services/publications/months.h"
#include "tidemark/monitoring/v1/case_service.pb.h"
#include "tidemark/publications/v1/publication.pb.h"

namespace tidemark::publications {

// Which cases a cell is of.
struct CellKey {
  // A council, provider, contract or location; empty for no location.
  std::string subject;
  Months months;
  // The attribute as a number and the code of the group; 0 and empty for
  // everybody.
  int32_t attribute = 0;
  std::string group = {};
};

// Atoms as fine as a set of publications needs them.
class CaseAtoms {
 public:
  // Of `publications`, the finest rows and all periods and attributes among
  // which decide.
  CaseAtoms(const std::vector<const v1::Publication*>& publications,
            const MonthsOfCases& months,
            const monitoring::v1::ListCasesResponse& cases);

  const std::vector<disclosure::Atom>& atoms() const { return atoms_; }
  // The same cases by one attribute and by another.
  const std::vector<disclosure::SameCases>& same() const { return same_; }

  // The atoms of a cell.
  disclosure::Atoms Of(const CellKey& cell) const;

 private:
  // One unit, stretch and group.
  struct Place {
    std::string unit;
    int stretch;
    int32_t attribute;
    std::string group;

    friend auto operator<=>(const Place&, const Place&) = default;
  };

  void FindStretches(const std::vector<const v1::Publication*>& publications);
  void FindUnits(const MonthsOfCases& months);
  // Makes an atom for each group of each unit in each stretch: that one holds
  // nothing is not for everybody to know.
  void AddPlaces(const monitoring::v1::ListCasesResponse& cases);
  void AddMonth(int stretch, const v1::ClosedMonth& month);
  void AddPeople(const monitoring::v1::ListCasesResponse& cases);
  void AddSame();
  // The stretch of a month; -1 if no period has it.
  int StretchOf(int32_t month) const;
  std::string UnitOf(const std::string& contract, const std::string& provider,
                     const std::string& location) const;
  int AtomAt(const Place& place);

  // What makes a unit.
  v1::Publication::Rows finest_ = v1::Publication::ROWS_UNSPECIFIED;
  std::string council_;
  // The attributes in use; everybody (0) if there is none.
  std::set<int32_t> attributes_;
  std::vector<Months> stretches_;
  // The units of each subject.
  std::map<std::string, std::set<std::string>> units_of_;
  std::map<Place, int> atom_at_;
  std::vector<disclosure::Atom> atoms_;
  std::vector<disclosure::SameCases> same_;
};

}  // namespace tidemark::publications

#endif  // TIDEMARK_SERVICES_PUBLICATIONS_ATOMS_H_
