package storetest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

var planTests = []test{
	{"a plan is found by what people call it", planCalled},
	{"names of any length are told apart", longNames},
	{"a name that a plan goes by is known in every way of writing it", goingBy},
	{"plans are listed by name, home and pause, and follow their changes", planLists},
	{"roles that nobody fills are counted as each plan counts them", unfilled},
}

func agent(id, name string) rollout.State {
	return rollout.State{Schema: 1, Plan: rollout.PlanID(id), Agent: name, PlanOwner: "U1MAYA", Stage: rollout.RollingOut}
}

func planCalled(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{
		agent("alpha", "Beta"), // renamed since
		agent("hr", "HR"),
		agent("hr-policy", "HR  Policy"),
		agent("mayas-desk", "Maya’s Desk"),
		agent("z", "Alpha"), // goes by another's id
		agent("odd", "Odd\x1f\x00Name"),
	}})
	for _, c := range []struct {
		words string
		want  rollout.PlanID
		n     int
	}{
		{"hr status", "hr", 1},
		{"hr policy status", "hr-policy", 2},
		{"hr-policy status", "hr-policy", 1},
		{"hr policies", "hr", 1},
		{"maya's desk", "mayas-desk", 2},
		{"alpha", "alpha", 1}, // a button's id, whoever is called so by now
		{"beta", "alpha", 1},
		{"odd name", "odd", 2},
		{"hrpolicy", "", 0},
		{"", "", 0},
		{strings.Repeat("x", 3000) + " hr", "", 0},
	} {
		view(t, s, func(tx store.Tx) error {
			got, n, err := store.PlanCalled(tx, strings.Fields(c.words))
			if got.Plan != c.want || n != c.n {
				t.Errorf("%.40q: got %q, %d, want %q, %d", c.words, got.Plan, n, c.want, c.n)
			}
			return err
		})
	}
	sound(t, s)
}

func longNames(t *testing.T, s store.Store) {
	long := strings.TrimSpace(strings.Repeat("über ", 100))
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{agent("one", long+" One"), agent("two", long+" Two")}})
	view(t, s, func(tx store.Tx) error {
		got, n, err := store.PlanCalled(tx, strings.Fields(long+" two status"))
		equal(t, "the plan", got.Plan, "two")
		equal(t, "the words", n, 101)
		return err
	})
	by := read(t, s, func(tx store.Tx) ([]rollout.State, error) { return store.PlansGoingBy(tx, long+" ONE") })
	equal(t, "who goes by it", len(by), 1)
	sound(t, s)
}

func goingBy(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{agent("it-helper", "The IT Desk"), agent("hr", "HR")}})
	for name, want := range map[string]string{"it desk": "it-helper", "IT-Desk.": "it-helper", "IT Helper": "it-helper", "hr": "hr", "help": ""} {
		got := ""
		for _, st := range read(t, s, func(tx store.Tx) ([]rollout.State, error) { return store.PlansGoingBy(tx, name) }) {
			got += string(st.Plan)
		}
		equal(t, name, got, want)
	}
}

func planLists(t *testing.T, s store.Store) {
	lists := func() string {
		return read(t, s, func(tx store.Tx) (string, error) {
			names, err := store.PlanNames(tx)
			if err != nil {
				return "", err
			}
			homeless, err := store.HomelessPlans(tx, 0)
			if err != nil {
				return "", err
			}
			halted, asked, err := store.PausedPlans(tx)
			return fmt.Sprint(names, homeless, halted, asked), err
		})
	}
	a, b := agent("a", "Zulu"), agent("b", "Alpha Two")
	b.Home, b.Pause = "C1", &rollout.PauseMark{ID: "PAU-1", State: rollout.PauseRequested}
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{a, b, rollout.Channel{Schema: 1, ID: "C2", BotIn: true}}})
	equal(t, "at first", lists(), "[{b alpha two} {a zulu}] [a] [] [b]")
	a.Agent, a.Home, b.Pause = "aaa", "C2", &rollout.PauseMark{ID: "PAU-1", State: rollout.PausePaused}
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{a, b, rollout.Channel{Schema: 1, ID: "C2", Archived: true, BotIn: true}}})
	equal(t, "later", lists(), "[{a aaa} {b alpha two}] [] [b] []")
	shut := read(t, s, store.ShutChannels)
	equal(t, "where nothing can be posted", fmt.Sprint(shut), "[C2]")
	sound(t, s)
}

func unfilled(t *testing.T, s store.Store) {
	owns := func(id rollout.PlanID, roles ...string) rollout.Plan {
		p := rollout.Plan{Schema: 1, ID: id}
		for i, r := range roles {
			p.Reviews = append(p.Reviews, rollout.ReviewItem{
				ID: rollout.RowID(fmt.Sprint("R", i+1)), Item: rollout.Cell[string]{Text: "item", Status: rollout.Understood},
				Owner: rollout.Cell[[]string]{Text: r, Status: rollout.Understood, Value: []string{r}},
			})
		}
		return p
	}
	plans := []rollout.Plan{
		owns(lamp, "Support", "the support", "IT/OT Lead", "Legal", "CISO"),
		owns("b", "Plan owner", "Rollout lead", "Support"),
		owns("c", "Plan owner", "Legal"),
		owns("d", strings.Repeat("very ", 60)+"long", "CISO"),
	}
	states := []rollout.State{
		{Schema: 1, Plan: lamp, PlanOwner: "U1MAYA"},
		{Schema: 1, Plan: "b", PlanOwner: "U1MAYA", Lead: "U2OMAR"},
		{Schema: 1, Plan: "c", PlanOwner: "U2OMAR"},
		{Schema: 1, Plan: "d", PlanOwner: "U1MAYA"},
	}
	e := rollout.Effects{Put: []rollout.Record{
		fills(lamp, "support", omar), fills(lamp, "IT/OT lead", omar, ines), fills(lamp, "ciso"), fills("b", "Support", ops),
		fills(rollout.AllPlans, "Support", ines), fills(rollout.AllPlans, "CISO", ines), fills("c", "Legal", omar),
	}}
	for i := range plans {
		e.Put = append(e.Put, plans[i], states[i])
	}
	apply(t, s, noon, e)
	compare := func(when string) {
		view(t, s, func(tx store.Tx) error {
			want := map[rollout.PlanID]int{}
			for _, p := range plans {
				var roles []string
				for _, r := range p.Roles() {
					roles = append(roles, r.Name)
				}
				d, err := store.DutyOf(tx, p.ID, roles)
				if err != nil {
					return err
				}
				if n := len(p.Unfilled(d)); n > 0 {
					want[p.ID] = n
				}
			}
			got, err := store.Unfilled(tx)
			if !maps.Equal(got, want) {
				t.Errorf("%s: counted %v, the plans say %v", when, got, want)
			}
			return err
		})
	}
	compare("at first")
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{rollout.Person{Schema: 1, ID: "U2OMAR", Account: rollout.Deactivated}}})
	compare("when somebody has left")
	plans[0].Reviews = slices.Clone(plans[0].Reviews[:2])
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{plans[0], rollout.Person{Schema: 1, ID: "U2OMAR", Account: rollout.Member}}})
	compare("when they are back and the plan names fewer")
	sound(t, s)
}
