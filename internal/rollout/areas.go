package rollout

import (
	"slices"
	"strings"
	"unicode"
)

// Area is one support area that an incident can be opened in.
type Area struct {
	Row     RowID // what Report.Area takes
	Name    string
	Kind    AreaKind
	Private bool
	Written bool // the plan has a row for it; else everything about it is a default
}

// areaDefaults is the table of defaults: what stands in for cells that are
// empty or unclear, and what no cell of the template says.
type areaDefaults struct {
	kind    AreaKind
	answer  Span
	outside Outside
	rounds  int // 0: until acknowledged
	private bool
	pages2  bool // a sev2 pages outside hours; elsewhere it is at least soft
}

// areaTable is in the order of the template. An area that is none of its six
// is treated like user support: it waits for office hours and can be made
// faster by writing an SLA.
var areaTable = []areaDefaults{
	{kind: UserSupport, answer: Span{"PT4H", Business}, outside: HoldOutside, rounds: 1},
	{kind: Behaviour, answer: Span{"PT1H", Business}, outside: SoftOutside, rounds: 1, pages2: true},
	{kind: DataIssue, answer: Span{"PT1H", Business}, outside: SoftOutside, rounds: 1, pages2: true},
	{kind: Connector, answer: Span{"PT1H", Business}, outside: SoftOutside, rounds: 1, pages2: true},
	{kind: Security, answer: Span{"PT15M", Wall}, outside: PageOutside, private: true, pages2: true},
	{kind: Legal, answer: Span{"P1D", Business}, outside: HoldOutside, rounds: 1, private: true},
	{kind: OtherArea, answer: Span{"PT4H", Business}, outside: HoldOutside, rounds: 1},
}

func defaultsOf(k AreaKind) areaDefaults {
	i := slices.IndexFunc(areaTable, func(d areaDefaults) bool { return d.kind == k })
	if i < 0 {
		return defaultsOf(OtherArea)
	}
	return areaTable[i]
}

// areaWords are what an area's name is recognised by: the beginning of any of
// its words. The first row that matches wins, so that "Data security incident"
// is security and "User data questions" is data.
var areaWords = []struct {
	kind  AreaKind
	stems []string
}{
	{Security, []string{"secur", "cyber", "infosec", "vulnerab", "breach"}},
	{Legal, []string{"legal", "complian", "regulat", "privacy", "gdpr"}},
	{Connector, []string{"connector", "action", "integration", "plugin", "tool", "api"}},
	{Behaviour, []string{"behavio", "agent", "answer", "hallucinat", "prompt", "safety"}},
	{DataIssue, []string{"data", "knowledge", "content"}},
	{Legal, []string{"polic"}}, // after behaviour: "agent breaks policy" is about the agent
	{UserSupport, []string{"user", "support", "help", "service", "employee", "customer"}},
}

// AreaKindOf recognises one of the template's areas in a name, in any wording
// and case, British or American.
func AreaKindOf(name string) AreaKind {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, row := range areaWords {
		for _, stem := range row.stems {
			if slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, stem) }) {
				return row.kind
			}
		}
	}
	return OtherArea
}

// Areas are a plan's support areas in the order of its rows. A plan without
// rows has the template's six, so that an incident can always be opened; their
// Row is made of their name and never one of the plan's own.
func Areas(p Plan) []Area {
	var all []Area
	for _, r := range p.Support {
		name := strings.TrimSpace(r.Area.Text)
		if name == "" {
			name = "area " + string(r.ID)
		}
		k := AreaKindOf(r.Area.Text)
		all = append(all, Area{Row: r.ID, Name: name, Kind: k, Private: defaultsOf(k).private, Written: true})
	}
	if len(all) > 0 {
		return all
	}
	for _, d := range areaTable {
		if d.kind != OtherArea {
			all = append(all, Area{Row: RowID(d.kind), Name: string(d.kind), Kind: d.kind, Private: d.private})
		}
	}
	return all
}

// DefaultArea is where a report goes that names no area: the one of agent
// behaviour, else the first.
func DefaultArea(p Plan) RowID {
	all := Areas(p)
	if i := slices.IndexFunc(all, func(a Area) bool { return a.Kind == Behaviour }); i >= 0 {
		return all[i].Row
	}
	return all[0].Row
}

// areaOf finds an area of the plan by its row.
func areaOf(p Plan, row RowID) (Area, bool) {
	all := Areas(p)
	i := slices.IndexFunc(all, func(a Area) bool { return a.Row == row })
	if i < 0 {
		return Area{}, false
	}
	return all[i], true
}
