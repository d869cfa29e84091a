package rollout

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// BuiltInCriterion names a criterion that the document does not write as one.
type BuiltInCriterion string

// What a wave's entry asks for where the document fills the field, and what
// stands for a gate that the document leaves empty or to be decided.
const (
	Written   BuiltInCriterion = ""
	Announced BuiltInCriterion = "announced" // confirmed by the communication owner
	Trained   BuiltInCriterion = "trained"   // confirmed by the training owner
	Excluded  BuiltInCriterion = "excluded"  // the excluded groups are still excluded
	Nothing   BuiltInCriterion = "nothing"   // the document names no criteria, or says "TBD": an empty gate never passes
)

// GateCriterion is one criterion of a wave's gate.
type GateCriterion struct {
	Key       string           `json:"key"` // "W2.4": the wave's criteria are counted, those of the entry first
	Gate      Gate             `json:"gate"`
	BuiltIn   BuiltInCriterion `json:"built_in,omitempty"`
	Criterion Criterion        `json:"criterion"`
	Path      string           `json:"path,omitempty"`   // of the field that it was read from
	Status    Status           `json:"status"`           // of that field; a confirmed reading counts as understood
	Owners    []string         `json:"owners,omitempty"` // roles of the row it cites

	users, scope string // of the wave, as the document has them: for whom the gate lets what out
}

// Mark names the criterion by what it says, so that what people said of it
// holds for exactly this text. Those that every gate has speak of the wave's
// users: announced to 24 people is not announced to all.
func (c GateCriterion) Mark() string {
	says := fmt.Sprintf("%s\n%s\n%s", c.Gate, c.BuiltIn, c.Criterion.Text)
	if c.BuiltIn != "" && c.BuiltIn != Nothing {
		says += "\n" + c.users
	}
	return shortHash(says)
}

// instead is the mark of what a gate without criteria says in their place; "" where
// it is empty.
func (c GateCriterion) instead() string {
	if c.Status != Unclear {
		return ""
	}
	return c.Mark()
}

// Hash is of everything that a waiver of the criterion lets pass, and of who may
// let it: an edit of any of it drops what was asked and what was waived.
func (c GateCriterion) Hash() string {
	b, err := json.Marshal(struct {
		Gate         Gate
		BuiltIn      BuiltInCriterion
		Criterion    Criterion
		Owners       []string
		Users, Scope string
	}{c.Gate, c.BuiltIn, c.Criterion, c.Owners, c.users, c.scope})
	if err != nil {
		panic(err) // plain values
	}
	return shortHash(string(b))
}

// Attests reports whether a person's word is what meets the criterion.
func (c GateCriterion) Attests() bool {
	return c.BuiltIn != Nothing && c.Status != Unclear && c.Criterion.Kind == Attested && !c.undecided()
}

// undecided reports whether the document says no more in the criterion's place than
// that one is to be decided, among others that it names.
func (c GateCriterion) undecided() bool {
	return c.BuiltIn == Written && c.Criterion.Kind == Attested && NoCriteria(c.Criterion.Text)
}

func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}

// GateCriteria lists what a wave's gates ask for, with the keys that lists show.
func (p Plan) GateCriteria(s State, w Wave) []GateCriterion {
	var all []GateCriterion
	add := func(c GateCriterion) {
		c.Key = criterionKey(w.ID, len(all)+1)
		c.users, c.scope = w.Users.Text, w.Scope.Text
		all = append(all, c)
	}
	builtIn := func(kind BuiltInCriterion, status Status, text string, owners []string) {
		if status != Empty {
			add(GateCriterion{
				Gate: EntryGate, BuiltIn: kind, Status: Understood, Owners: owners,
				Criterion: Criterion{Kind: Attested, Text: text},
			})
		}
	}
	builtIn(Announced, p.Enablement.CommunicationOwner.Status, "Announced to the users of this wave", p.Enablement.CommunicationOwner.Value)
	builtIn(Trained, p.Enablement.TrainingOwner.Status, "Training given to the users of this wave", p.Enablement.TrainingOwner.Value)
	builtIn(Excluded, p.Excluded.Status, "Still excluded: "+p.Excluded.Text, nil)
	for _, g := range []struct {
		gate Gate
		cell Cell[[]Criterion]
	}{{EntryGate, w.Entry}, {ExitGate, w.Exit}} {
		path := WavePath(p, w, string(g.gate))
		status := g.cell.Status
		if status == Assumed && s.IsConfirmed(path, g.cell.Text) {
			status = Understood
		}
		c := GateCriterion{Gate: g.gate, Path: path, Status: status}
		switch {
		case status == Unclear && !NoCriteria(g.cell.Text):
			c.Criterion = Criterion{Kind: Attested, Text: g.cell.Text}
			add(c)
		case status == Unclear || len(g.cell.Value) == 0: // "TBD", or empty
			c.BuiltIn, c.Status = Nothing, status
			c.Criterion = Criterion{Kind: Attested, Text: "The plan names no " + string(g.gate) + " criteria"}
			if status == Unclear {
				c.Criterion.Text += ", only “" + g.cell.Text + "”"
			}
			add(c)
		default:
			for _, each := range g.cell.Value {
				c.Criterion, c.Owners = each, p.ownersCited(each)
				add(c)
			}
		}
	}
	return all
}

// GatesAnswered are the fields of waves, by path, that nothing is asked about any
// more: their gate was passed, or somebody has said why it has no criteria.
func (p Plan) GatesAnswered(s State, runs Waves) map[string]bool {
	answered := map[string]bool{}
	for _, w := range p.Waves {
		run, touched := runs[w.ID]
		if !touched {
			continue
		}
		for _, g := range []Gate{EntryGate, ExitGate} {
			if _, said := run.Empty[g]; run.Past(g) || said && p.saidWhy(s, w, run, g) {
				answered[WavePath(p, w, string(g))] = true
			}
		}
	}
	return answered
}

// saidWhy reports whether a gate has no criteria and somebody has said why.
func (p Plan) saidWhy(s State, w Wave, run WaveRun, g Gate) bool {
	return slices.ContainsFunc(p.GateCriteria(s, w), func(c GateCriterion) bool {
		_, said := run.SaidWhy(c)
		return c.Gate == g && c.BuiltIn == Nothing && said
	})
}

// IsConfirmed reports whether a person has said that the reading of a field is
// right, for exactly the text that it has.
func (s State) IsConfirmed(path, text string) bool {
	c, ok := s.Confirmed[path]
	return ok && c.Hash == hashText(text)
}

// hashText is the hash of a cell's text that a Confirmation holds.
func hashText(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// ownersCited are the owners of the row that a criterion names: the metric or
// review whose name it holds, the longest one. None where it names no row.
func (p Plan) ownersCited(c Criterion) []string {
	text, longest := " "+RoleKey(c.Text)+" ", 0
	var owners []string
	cites := func(name string, of []string) {
		if key := RoleKey(name); len(key) > longest && strings.Contains(text, " "+key+" ") {
			longest, owners = len(key), of
		}
	}
	switch {
	case c.Budget:
		return slices.Clone(p.Cost.Owner.Value)
	case c.Kind == ByMetric:
		for _, m := range p.Metrics {
			cites(m.Metric.Text, m.Owner.Value)
		}
	case c.Kind == ByReview:
		for _, r := range p.Reviews {
			cites(r.Item.Text, r.Owner.Value)
		}
	}
	return slices.Clone(owners)
}
