#include "services/sample/words.h"

#include <cstddef>

namespace tidemark::sample {
namespace {

using Text = absl::string_view;

constexpr OutcomeWords kOutcomes[] = {
    {'a',
     4,
     "I want to {wash|shower|have a bath} {in my own time|without being "
     "rushed|on the days I choose}.",
     "It is my body and my bathroom.",
     {"Somebody else does all of it, when it suits them.",
      "I am helped at set times and told when to start.",
      "I choose when, and do what I can for myself.",
      "I need help on bad days only.", "I do it by myself, safely."}},
    {'a',
     6,
     "I want {people|the staff|whoever comes} to {knock and wait|ask me "
     "first|talk to me and not over me}.",
     "I am still {the same person|a grown-up}.",
     {"It hardly ever happens.", "It depends on who comes.",
      "Most people do it, most of the time.", "Everybody does it.",
      "Everybody does it, and I say so when I want something else."}},
    {'a',
     4,
     "I want to {choose my own clothes|dress the way I like|do my own hair} "
     "{every morning|again}.",
     "When I look like myself I feel like myself.",
     {"It is all picked for me.", "I am asked, but only now and then.",
      "I choose each day, with a bit of help.",
      "I choose and get ready with a reminder.", "I get ready by myself."}},
    {'b',
     1,
     "I want to {walk to the end of the road|get up my own stairs|stand long "
     "enough to cook an egg} {and back|again|without holding on}.",
     "I was always {on my feet|active}, and I miss it.",
     {"I stay in the chair.", "I manage with two people helping.",
      "I manage with one person beside me.", "I manage with a stick or rail.",
      "I manage alone, and go further."},
     "Stronger legs, and going out again.",
     "A fall on the way."},
    {'b',
     1,
     "I want to {sleep through|stop lying awake|feel less worried at night}.",
     "Everything is harder after a bad night.",
     {"Most nights are bad.", "I sleep a few hours.",
      "More good nights than bad.", "One bad night a week.",
      "I sleep well and wake rested."}},
    {'b',
     2,
     "I want to {look after my own tablets|do my own insulin|know what my "
     "tablets are for}.",
     "I do not want to wait for somebody to tell me.",
     {"It is all done for me.", "I know the colours, not the names.",
      "I do it with a pack and a reminder.", "I do it and somebody checks.",
      "I do it all and order the next lot."},
     "Being in charge of my own health.",
     "Missing a dose, or taking it twice."},
    {'b',
     1,
     "I want to {eat proper meals|cook {soup|a roast} for myself|put some "
     "weight back on}.",
     "Food used to be the best part of the day.",
     {"I leave most of what I am given.", "I eat when somebody sits with me.",
      "I eat two meals a day that I like.", "I cook one of them with help.",
      "I shop, cook and enjoy it."}},
    {'c',
     5,
     "I want to {feel safe in my own home|stop being afraid of the door|know "
     "who is coming}.",
     "I jump at every noise.",
     {"I do not feel safe at all.", "I feel safe when somebody is here.",
      "I feel safe by day and most nights.", "I know what to do if I worry.",
      "I feel safe and open the door myself."}},
    {'c',
     5,
     "I want to {keep my money to myself|say no on the phone|deal with people "
     "who want money from me}.",
     "I have been caught out before.",
     {"Others decide about my money.", "I give in when I am pushed.",
      "I ask somebody before I pay.", "I say no, and tell somebody.",
      "I manage it and help others to say no."},
     "Running my own money.",
     "Being cheated again."},
    {'d',
     4,
     "I want to {decide when I get up|say when people come|plan my own week}.",
     "My days should be mine.",
     {"My day is decided for me.", "I am asked about small things.",
      "I plan most days and it mostly happens.",
      "I plan my week with somebody.", "I plan it and change it as I like."}},
    {'d',
     5,
     "I want to {speak for myself at my review|say what I think without being "
     "hurried|have things explained in plain words}.",
     "Nothing about me without me.",
     {"Others speak for me.", "I say a little if I am asked twice.",
      "I say what matters, with support.", "I lead some of the meeting.",
      "I run my own meeting."}},
    {'d',
     2,
     "I want to {use my phone to keep in touch|use the tablet to order my "
     "shopping|learn to use the computer at the library}.",
     "Everything is on a screen now.",
     {"I do not touch it.", "I watch while somebody does it.",
      "I do it with somebody beside me.", "I do it and ring if I am stuck.",
      "I do it and show others."}},
    {'e',
     3,
     "I want to {go back to my {choir|allotment|art class}|play bowls "
     "again|join the walking group}.",
     "It was the {best|only} thing in the week that was just for me.",
     {"I have not been at all.", "I talked about it and looked it up.",
      "I go about once a month.", "I go most weeks with somebody.",
      "I go every week on my own."}},
    {'e',
     3,
     "I want {a paid job|to volunteer at the {charity shop|community "
     "garden}|to finish my course}.",
     "I want to be asked what I do and have an answer.",
     {"Nothing has started.", "I have visited somewhere.",
      "I go for a few hours with support.", "I go twice a week.",
      "I go regularly and am relied on."},
     "Money of my own and people to be with.",
     "Being let down if it does not work out."},
    {'e',
     3,
     "I want to get {to the shops|to the market|to the library|down to the sea "
     "wall} {on the bus|on my own|by myself}.",
     "If I can get there I do not have to ask.",
     {"I only go if I am driven.", "I go with somebody next to me.",
      "I go with somebody meeting me there.", "I go alone on a route I know.",
      "I go where I like."},
     "Going out when I feel like it.",
     "Getting lost, or a fall on the kerb."},
    {'f',
     2,
     "I want to {understand my bills|stop dreading the post|sort out what I am "
     "owed}.",
     "I lie awake over money.",
     {"I put letters in the drawer.", "I open them with somebody.",
      "I know what comes in and goes out.", "I pay most things myself.",
      "I manage it and put a bit aside."}},
    {'f',
     3,
     "I want to {have people to talk to|not eat alone every day|have somebody "
     "to laugh with}.",
     "Some weeks I only hear the radio.",
     {"I see nobody but paid staff.", "I see somebody now and then.",
      "I see somebody I like each week.", "I see people several times a week.",
      "I have friends who ring me."}},
    {'f',
     2,
     "I want to {do my own shopping|keep to a list|buy my own birthday "
     "presents}.",
     "I like to choose.",
     {"It is delivered and chosen for me.", "I say what I would like.",
      "I go and choose with help.", "I go and somebody waits outside.",
      "I go alone."}},
    {'g',
     3,
     "I want to {see more of my {daughter|son|sister|brother}|be a "
     "{grandad|nan} again|have my family round for tea}.",
     "They are what I get up for.",
     {"We have lost touch.", "We speak on the phone at times.",
      "We see each other once a month.", "We see each other every week.",
      "We are part of each other's days."}},
    {'g',
     4,
     "I want my {wife|husband|partner} to be my {wife|husband|partner} and not "
     "my carer {all day|all the time}.",
     "We used to {dance|go out|just sit together}.",
     {"It is all care.", "We get an hour here and there.",
      "We have an afternoon a week for us.", "We have two.",
      "Care is a small part of our week."}},
    {'g',
     3,
     "I want to {make a friend|go on a date|know my neighbours}.",
     "I would like somebody to ask how I am because they want to know.",
     {"I know nobody.", "I say hello to people.",
      "There is somebody I chat to.", "We meet up.",
      "I have somebody I can count on."}},
    {'h',
     1,
     "I want to {stay in my own home|sleep in my own bed and not a ward|not go "
     "into a home}.",
     "Everything I know is in this house.",
     {"I may have to leave.", "I manage with people here most of the day.",
      "I manage with visits.", "I manage with a visit a day.",
      "I manage with a pendant and my neighbours."},
     "Staying where I belong.",
     "Being alone when something goes wrong."},
    {'h',
     1,
     "I want to {keep my flat tidy|get the kitchen so that I can use it|get "
     "upstairs again}.",
     "I feel better when I can see the table.",
     {"I cannot use most of it.", "One room is all right.",
      "I can use the rooms I need.", "I keep it up with a hand once a week.",
      "I keep it up by myself."}},
    {'h',
     5,
     "I want {a place of my own|to move nearer to the shops|to choose who I "
     "live with}.",
     "I have never had my own front door.",
     {"Nothing has moved.", "I know what I want.",
      "I have seen places and made a plan.", "I have a date.",
      "I live there and it is mine."},
     "A home that is mine.",
     "Feeling alone at first."},
    {'i',
     3,
     "I want to {help at the {food bank|lunch club}|teach somebody to "
     "{knit|garden|fix a bike}|give something back}.",
     "I have more to give than people think.",
     {"I am not asked.", "I have offered.", "I help once a month.",
      "I help each week.", "They could not do without me."}},
    {'i',
     6,
     "I want to {have my say about the service|be on the panel that picks "
     "staff|tell new staff what good looks like}.",
     "I know what it is like from this side.",
     {"Nobody asks.", "I filled in a form.", "I said it and something changed.",
      "I am asked each time.", "I help to run it."}},
    {'i',
     3,
     "I want to {look after a {dog|cat}|grow tomatoes|keep the window boxes "
     "going} {again|myself}.",
     "It is good to be needed by something.",
     {"I have nothing to look after.", "Somebody does it and I watch.",
      "I do it with help.", "I do it with a reminder.",
      "I do it all, and it thrives."}},
};

constexpr Text kPersonLowest[] = {
    "It has got worse.", "I have lost heart with it.", "Nothing is happening."};
constexpr Text kPersonLow[] = {"Not much change yet.",
                               "Some days, but not many.",
                               "I am waiting for help with it."};
constexpr Text kPersonExpected[] = {"It is going as I hoped.",
                                    "I can see a difference.",
                                    "I am getting there."};
constexpr Text kPersonHigh[] = {"Better than I thought.",
                                "I did it without thinking about it.",
                                "My family has noticed."};
constexpr Text kPersonHighest[] = {"I never thought I would do this again.",
                                   "I do not need help with it now."};

constexpr Text kProviderLowest[] = {
    "Went backwards this period; we have asked for a review.",
    "Unwell for much of the period, and lost ground."};
constexpr Text kProviderLow[] = {
    "Small steps; we have changed the times of visits.",
    "Not yet where we hoped; staff changes held it up."};
constexpr Text kProviderExpected[] = {"On course.", "As planned.",
                                      "Keeps it up with prompting."};
constexpr Text kProviderHigh[] = {"Ahead of the plan.",
                                  "Does more than we agreed, with less help."};
constexpr Text kProviderHighest[] = {
    "Does this alone now; less support may do.", "Far beyond what we planned."};

constexpr Text kPractitioner[] = {
    "Seen at the review; agrees with what the person says.",
    "Visited at home; more able than the return suggests.",
    "Spoke by phone; needs watching.",
    "Discussed with the person and the family."};

constexpr Text kPauses[] = {"In hospital after a fall.",
                            "In hospital, planned.", "Staying with family.",
                            "On holiday.", "Respite while the carer rests."};
constexpr Text kStepDowns[] = {
    "Manages more alone; the person asked for fewer visits.",
    "Outcomes hold; mornings are done without help.",
    "The walking group takes the place of two visits.",
    "A falls sensor and a neighbour take the place of night checks."};
constexpr Text kInstead[] = {
    "A lunch club twice a week.", "A pendant alarm.",
    "A medication dispenser.",    "A neighbour looks in.",
    "The walking group.",         "Family at the weekend."};
constexpr Text kStepUps[] = {"Weaker after an infection.",
                             "The carer can do less than before.",
                             "Two people are needed to help with moving.",
                             "Memory is worse; more prompting is needed."};
constexpr Text kSendBacks[] = {
    "Please ask people for their own view where it says not asked.",
    "Several levels do not fit the notes; please look again.",
    "Please say more where an outcome has slipped."};
constexpr Text kCorrections[] = {
    "Two people's outcomes were mixed up when the form was filled in.",
    "A review found that levels had been read from the wrong month.",
    "The person told us that we had it wrong."};
constexpr Text kWithdrawals[] = {"Sent for the wrong period.",
                                 "Sent before the manager had checked it."};

constexpr Text kPlaces[] = {
    "Marsh Lane",  "Saltings",     "Curlew",      "Samphire",
    "Tidewater",   "Old Maltings", "Harbour Row", "Sea Lavender",
    "Avocet",      "Fenwick Yard", "Plover",      "Oyster Creek",
    "Long Meadow", "Quayside",     "Heronsgate",  "Mill Pond",
    "Redshank",    "Barley Barn",  "Sandpiper",   "Thorn Hill",
    "Wherry",      "Lapwing",      "Chalk Pit",   "Driftwood",
    "Foxglove",    "Bramble End",  "Dunlin",      "Weavers Court",
    "Hopfield",    "Kittiwake",    "Ferry Steps", "Larkrise",
    "Ropewalk",    "Turnstone",    "Willow Bank", "Beacon",
    "Cockle Shed", "Dovecote",     "Elm Green",   "Gatehouse",
    "Hazel Copse", "Ironbridge",   "Jetty",       "Kingfisher",
    "Lantern",     "Mallow",       "Northfleet",  "Orchard Gate",
    "Pebble",      "Quince Tree",  "Reedbed",     "Starling",
    "Tollgate",    "Upland",       "Viaduct",     "Windmill",
    "Yarrow",      "Sluice House", "Applegarth",  "Coppice"};
constexpr Text kTrades[] = {"Support",    "Homecare",          "Living",
                            "Reablement", "Community Care",    "Care at Home",
                            "Enabling",   "Independent Living"};
constexpr Text kTowns[] = {"Saltmarsh",  "Northcreek", "Oldhaven", "Fenbridge",
                           "Millbourne", "Eastquay",   "Tidewell", "Marlwick",
                           "Thornstead", "Wickhaven"};

}  // namespace

std::span<const OutcomeWords> AllOutcomeWords() { return kOutcomes; }

std::span<const Text> PersonSays(int level) {
  switch (level) {
    case -2:
      return kPersonLowest;
    case -1:
      return kPersonLow;
    case 1:
      return kPersonHigh;
    case 2:
      return kPersonHighest;
    default:
      return kPersonExpected;
  }
}

std::span<const Text> ProviderSays(int level) {
  switch (level) {
    case -2:
      return kProviderLowest;
    case -1:
      return kProviderLow;
    case 1:
      return kProviderHigh;
    case 2:
      return kProviderHighest;
    default:
      return kProviderExpected;
  }
}

std::span<const Text> PractitionerSays() { return kPractitioner; }
std::span<const Text> PauseReasons() { return kPauses; }
std::span<const Text> StepDownReasons() { return kStepDowns; }
std::span<const Text> InsteadOfSupport() { return kInstead; }
std::span<const Text> StepUpReasons() { return kStepUps; }
std::span<const Text> SendBackReasons() { return kSendBacks; }
std::span<const Text> CorrectionReasons() { return kCorrections; }
std::span<const Text> WithdrawalReasons() { return kWithdrawals; }
std::span<const Text> PlaceWords() { return kPlaces; }
std::span<const Text> TradeWords() { return kTrades; }
std::span<const Text> Towns() { return kTowns; }

}  // namespace tidemark::sample
