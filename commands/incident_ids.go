package commands

import (
	"errors"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// mostIncidents is how many incidents one line may be about.
const mostIncidents = 20

// incidentIDs takes the incidents that a line is about: those named at its front,
// else the thread's. Without either, the ones that could be meant are listed.
//
// One id right behind another may be the second of a list as well as the beginning
// of a text, "resolve 4 6 fixed". Where it names an open incident, that is asked.
// More of them are a list, and so is what ends with the line or with a colon:
// "resolve 4 6 7 fixed", "ack 4 6", "resolve 4, 6: fixed".
func (c *Call) incidentIDs() ([]string, error) {
	here, err := c.threadIncident()
	if err != nil {
		return nil, err
	}
	if here == "" || !c.takesText() {
		if err := c.noRange(nil); err != nil {
			return nil, err
		}
	}
	if !c.idAhead(here) {
		if here != "" {
			return []string{here}, nil
		}
		return nil, c.whichIncident()
	}
	list, ended := c.Line.idList()
	if last := list[len(list)-1].behind; c.takesText() && !ended && !last.Empty() {
		if list, err = c.withoutText(list); err != nil {
			return nil, err
		}
		if len(list) == 2 && !list[1].joined {
			return nil, c.askIDs(list)
		}
	}
	*c.Line = list[len(list)-1].behind
	if !c.takesText() { // "note 4 2-3 people"
		if err := c.noRange(list); err != nil {
			return nil, err
		}
	}
	var ids []string
	for _, l := range list {
		if !slices.Contains(ids, l.id) {
			ids = append(ids, l.id)
		}
	}
	if len(ids) > mostIncidents {
		return nil, rollout.Problemf(rollout.Invalid, "Name fewer of them in a line.",
			"The line names %d incidents; at most %d are taken at once. Nothing was changed.", len(ids), mostIncidents)
	}
	return ids, nil
}

// idAt is an incident's id in a line and what stands behind it. One that is joined
// stands in one word with the id before it: "4,6".
type idAt struct {
	id     string
	behind Line
	joined bool
}

// idList lists the ids at the line's front, "4 6", "4, 6 and 7", "4,6", without
// taking them, and reports whether a colon ends them. A colon behind one id lets no
// other follow.
func (l *Line) idList() (list []idAt, ended bool) {
	for next := *l; ; {
		word := next.Peek()
		ids := idsOf(word)
		if ids == nil {
			return list, false
		}
		next.Raw()
		for i, id := range ids {
			list = append(list, idAt{id, next, i > 0})
		}
		if strings.HasSuffix(word, ":") {
			return list, true
		}
		next.Take("and", "&", ",")
	}
}

// idsOf are the ids in one word, "4" or "inc-4,inc-6"; nil for another word.
func idsOf(word string) []string {
	var ids []string
	for part := range strings.SplitSeq(strings.TrimRight(word, ":,."), ",") {
		id, ok := asIncidentID(part)
		if !ok {
			return nil
		}
		ids = append(ids, id)
	}
	return ids
}

// withoutText is a list without what at its end names no open incident that the
// asker may see: it begins the text behind it, "note 4 500 users were affected".
func (c *Call) withoutText(list []idAt) ([]idAt, error) {
	err := c.View(func(tx store.Tx) error {
		for len(list) > 1 && !list[len(list)-1].joined {
			in, _, err := c.visible(tx, list[len(list)-1].id, "")
			var unseen *rollout.Problem
			switch {
			case err == nil && in.Live():
				return nil
			case err != nil && !errors.As(err, &unseen):
				return err
			}
			list = list[:len(list)-1]
		}
		return nil
	})
	return list, err
}

// askIDs asks whether the second of two ids is an incident that is meant too, or
// the beginning of the text. A colon in the buttons' lines says where the ids end.
func (c *Call) askIDs(list []idAt) error {
	one, other := list[0], list[1]
	a := &choose{question: "Are both incidents meant, or does the text begin with “" + one.behind.peekRaw() + "”? Nothing was changed yet."}
	for _, choice := range []struct {
		ids  string
		text Line
	}{
		{one.id + " " + other.id, other.behind},
		{one.id, one.behind},
	} {
		a.choices = append(a.choices, view.Choice{
			Text: strings.ReplaceAll(choice.ids, " ", " and ") + ": " + clip(plainText(choice.text.Left()), 40),
			Line: c.Cmd.Name + " " + choice.ids + ": " + choice.text.Left(),
		})
		if len(a.choices[len(a.choices)-1].Line) > maxButtonLine {
			return rollout.Problemf(rollout.Invalid, "Put a colon behind the last id: `/rollout "+c.Cmd.Name+" "+one.id+": …`.",
				"The line can be read in two ways and is too long to ask. Nothing was changed.")
		}
	}
	return a
}
