package rollout

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kinds, keys and indexes of the records that have no file of their own rules.

// Kind is the plan's kind of record.
func (p Plan) Kind() string { return "plan" }

// Key is the plan's id: the newest reading replaces the one before.
func (p Plan) Key() string { return string(p.ID) }

// Index finds the plans that name a role; of a plan the first and last days of
// its waves, and the roles that have a word before one begins.
func (p Plan) Index() []string {
	var keys []string
	add := func(key string) {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	for _, w := range p.Waves {
		if w.Dated() {
			add(WaveDayIndex(p.ID) + w.Date.Value.From.String())
			add(WaveDayIndex(p.ID) + w.lastDay().String())
		}
	}
	for _, role := range p.TickRoles() {
		add(TicksIndex(p.ID) + indexWord(RoleKey(role)))
	}
	for _, r := range p.Roles() {
		add(NamesIndex(r.Key()))
	}
	return keys
}

// WaveDayIndex finds the first and last days of a plan's waves.
func WaveDayIndex(p PlanID) string { return "wave-day/" + string(p) + "/" }

// TicksIndex finds a plan's roles that have a word before a wave begins, by their
// keys.
func TicksIndex(p PlanID) string { return "ticks/" + string(p) + "/" }

// NamesIndex finds the plans that name a role, by its key.
func NamesIndex(roleKey string) string { return "names/" + indexWord(roleKey) }

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

// Index finds a plan by its agent's name and by all that it goes by, by its home
// channel or as one without, as one that is on hold or has a pause that is not over,
// and one that runs by its owner and its rollout lead.
func (s State) Index() []string {
	keys := []string{CalledIndex(s.Agent), GoesByIndex(s.Agent)}
	if byID := GoesByIndex(string(s.Plan)); byID != keys[1] {
		keys = append(keys, byID)
	}
	if s.Home != "" {
		keys = append(keys, "home/"+string(s.Home))
	} else {
		keys = append(keys, "homeless")
	}
	if s.Hold != nil {
		keys = append(keys, "hold")
	}
	switch {
	case s.Halted():
		keys = append(keys, "pause/halted")
	case s.Pause != nil:
		keys = append(keys, "pause/asked")
	}
	if s.Stage == Draft && s.PlanOwner != "" {
		keys = append(keys, DraftsIndex(s.PlanOwner))
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

// NameWords are the words of an agent's name as people type them: neither case
// nor the apostrophe that a keyboard makes curly by itself matters.
func NameWords(name string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(strings.ToLower(name), "’", "'"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	})
}

// CalledIndex finds the plans whose agent's name begins with, or is, these words;
// in the order of names. Only a name longer than people call anything can share
// its place with another one.
func CalledIndex(name string) string {
	return "called/" + indexWord(strings.Join(NameWords(name), " "))
}

// GoesByIndex finds the plans that go by a name: it is their agent's or their id,
// written in any of the ways in which RoleKey sees the same.
func GoesByIndex(name string) string { return "goes-by/" + indexWord(RoleKey(name)) }

// IndexedWord is from how many bytes on what somebody wrote may stand clipped in
// the key of an index entry.
const IndexedWord = 200

func indexWord(s string) string {
	const most = IndexedWord + utf8.UTFMax - 1
	if len(s) <= most {
		return s
	}
	s = s[:most]
	for !utf8.ValidString(s) && len(s) > IndexedWord {
		s = s[:len(s)-1]
	}
	return s
}

// DraftsIndex finds the drafts of an owner.
func DraftsIndex(u UserID) string { return "drafts/" + string(u) }

// KeepsIndex finds the running plans of an owner or lead.
func KeepsIndex(u UserID) string { return "keeps/" + string(u) }

// Kind is the person's kind of record.
func (p Person) Kind() string { return "person" }

// Key is the person's id.
func (p Person) Key() string { return string(p.ID) }

// Index finds those whose account is no longer in use.
func (p Person) Index() []string {
	if p.Account == Deactivated {
		return []string{string(Deactivated)}
	}
	return nil
}

// Kind is the channel's kind of record.
func (c Channel) Kind() string { return "channel" }

// Key is the channel's id.
func (c Channel) Key() string { return string(c.ID) }

// Index finds those in which the bot cannot post.
func (c Channel) Index() []string {
	if !c.Open() {
		return []string{ShutIndex}
	}
	return nil
}

// ShutIndex finds the channels in which the bot cannot post.
const ShutIndex = "shut"

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
