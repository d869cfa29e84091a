package view

// things has the plural of each sort of thing that a role owns.
var things = []struct {
	what, one, many string
	single          bool // a plan has one: it is named, not counted
}{
	{"metric", "metric", "metrics", false},
	{"review", "review", "reviews", false},
	{"support area", "support area", "support areas", false},
	{"escalation step", "escalation step", "escalation steps", false},
	{"budget", "budget", "budgets", true},
	{"communication", "communication", "communications", true},
	{"training", "training", "trainings", true},
	{"pause step", "pause step", "pause steps", false},
	{"retirement step", "retirement step", "retirement steps", false},
}

// thingWords counts things by sort: "2 metrics, 3 reviews and the budget".
func thingWords(n map[string]int) string {
	var words []string
	for _, t := range things {
		switch {
		case n[t.what] == 0:
		case t.single:
			words = append(words, "the "+t.one)
		default:
			words = append(words, count(n[t.what], t.one, t.many))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return List(words, 0)
}
