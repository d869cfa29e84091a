package rollout

import (
	"fmt"
	"slices"
)

// Kinds, keys and indexes of the records that have no file of their own rules.

// Kind is the plan's kind of record.
func (p Plan) Kind() string { return "plan" }

// Key is the plan's id: the newest reading replaces the one before.
func (p Plan) Key() string { return string(p.ID) }

// Index is empty: plans are listed by key.
func (p Plan) Index() []string { return nil }

// Kind is the document's kind of record.
func (d Document) Kind() string { return "document" }

// Key keeps every version.
func (d Document) Key() string { return fmt.Sprintf("%s/%06d", d.Plan, d.Version) }

// Index is empty: documents are listed by key.
func (d Document) Index() []string { return nil }

// Kind is the state's kind of record.
func (s State) Kind() string { return "state" }

// Key is the plan's id.
func (s State) Key() string { return string(s.Plan) }

// Index finds a plan by its home channel, and one that runs by its owner and
// its rollout lead.
func (s State) Index() []string {
	var keys []string
	if s.Home != "" {
		keys = append(keys, "home/"+string(s.Home))
	}
	if s.Stage == Draft || s.Stage == Retired {
		return keys
	}
	for _, u := range []UserID{s.PlanOwner, s.Lead} {
		if u != "" && !slices.Contains(keys, KeepsIndex(u)) {
			keys = append(keys, KeepsIndex(u))
		}
	}
	return keys
}

// KeepsIndex finds the running plans of an owner or lead.
func KeepsIndex(u UserID) string { return "keeps/" + string(u) }

// Kind is the person's kind of record.
func (p Person) Kind() string { return "person" }

// Key is the person's id.
func (p Person) Key() string { return string(p.ID) }

// Index is empty: people are found by id.
func (p Person) Index() []string { return nil }

// Kind is the channel's kind of record.
func (c Channel) Kind() string { return "channel" }

// Key is the channel's id.
func (c Channel) Key() string { return string(c.ID) }

// Index is empty: channels are found by id.
func (c Channel) Index() []string { return nil }

// Kind is the role's kind of record.
func (r Role) Kind() string { return "role" }

// Key is plan and normalised name: one record a role.
func (r Role) Key() string { return string(r.Plan) + "/" + RoleKey(r.Name) }

// Index finds the roles that a place fills.
func (r Role) Index() []string {
	keys := make([]string, len(r.Fills))
	for i, p := range r.Fills {
		keys[i] = FillsIndex(p)
	}
	return keys
}

// FillsIndex finds the roles that a place fills.
func FillsIndex(p Place) string { return "fills/" + string(p) }

// Kind is the house's kind of record.
func (h House) Kind() string { return "house" }

// Key is the same for all: there is one house.
func (h House) Key() string { return "house" }

// Index is empty.
func (h House) Index() []string { return nil }
