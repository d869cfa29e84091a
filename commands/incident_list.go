package commands

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// listPage is how many incidents a page of a list shows.
const listPage = 15

// listIncidents lists a plan's live incidents, worst first, or with "all" every
// incident, newest first. "from N" is where the next page begins.
func listIncidents(c *Call) (Reply, error) {
	var page view.IncidentPage
	err := c.View(func(tx store.Tx) error {
		k, err := c.hereIn(tx)
		if err != nil {
			return err
		}
		p, s := k.plan, k.state
		filter, err := c.listFilter(p)
		if err != nil {
			return err
		}
		from, err := c.takeFrom()
		if err != nil {
			return err
		}
		if err := c.done("incident list " + filter.word); err != nil {
			return err
		}
		if filter.all {
			page, err = c.allIncidents(tx, p, s, from)
			return err
		}
		live, err := store.LiveIncidents(tx, p.ID, 0)
		if err != nil {
			return err
		}
		listed, err := c.listed(tx, p, live)
		if err != nil {
			return err
		}
		listed = slices.DeleteFunc(listed, func(l view.Listed) bool { return !filter.keep(l) })
		page = view.IncidentPage{Of: filter.words + " of " + s.Agent, Total: len(listed), Skipped: min(from, len(listed))}
		page.Items = listed[page.Skipped:min(page.Skipped+listPage, len(listed))]
		if next := page.Skipped + len(page.Items); next < len(listed) {
			page.More = fmt.Sprintf("in %s incident list %s from %d", p.ID, filter.word, next)
		}
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	return say(view.IncidentList(page, c.Now)), nil
}

// filter is what a list is narrowed to.
type filter struct {
	word, words string
	all         bool
	keep        func(view.Listed) bool
}

func (c *Call) listFilter(p rollout.Plan) (filter, error) {
	me := rollout.DM(c.Person.ID)
	switch w := c.Line.Peek(); w {
	case "", "open", "from":
		c.Line.Take("open")
		return filter{word: "open", words: "open incidents", keep: func(view.Listed) bool { return true }}, nil
	case "mine":
		c.Line.Word()
		return filter{word: w, words: "incidents of yours", keep: func(l view.Listed) bool {
			return l.Incident.AckBy == c.Person.ID || l.Incident.Reporter == c.Person.ID ||
				slices.ContainsFunc(l.Incident.Told, func(t rollout.Told) bool { return t.Place == me })
		}}, nil
	case "late":
		c.Line.Word()
		return filter{word: w, words: "late incidents", keep: func(l view.Listed) bool {
			return !l.Masked && l.Incident.Late(c.Now)
		}}, nil
	case "all":
		c.Line.Word()
		return filter{word: w, all: true}, nil
	}
	areas := rollout.Areas(p)
	a, n, _ := matchArea(areas, c.Line.Words())
	if n == 0 {
		return filter{}, noSuchArea(c.Line.Peek(), areas)
	}
	c.Line.Drop(n)
	return filter{word: string(a.Row), words: "open incidents in " + a.Name, keep: func(l view.Listed) bool {
		return !l.Masked && l.Incident.Policy.Row == a.Row
	}}, nil
}

// allIncidents is a page of every incident of a plan. How many there are is not
// counted: that would cost more with every one that is over.
func (c *Call) allIncidents(tx store.Tx, p rollout.Plan, s rollout.State, before int) (view.IncidentPage, error) {
	page := view.IncidentPage{Of: "incidents of " + s.Agent}
	list, err := store.Incidents(tx, p.ID, uint64(before), listPage+1)
	if err != nil {
		return page, err
	}
	if len(list) > listPage {
		list = list[:listPage]
		page.More = fmt.Sprintf("in %s incident list all from %d", p.ID, list[len(list)-1].Num)
	}
	if page.Total = len(list); before > 0 || page.More != "" {
		page.Total = view.Uncounted
	}
	page.Items, err = c.listed(tx, p, list)
	return page, err
}

// listed masks what the asker may not see.
func (c *Call) listed(tx store.Tx, p rollout.Plan, list []rollout.Incident) ([]view.Listed, error) {
	h, err := store.House(tx)
	if err != nil {
		return nil, err
	}
	out := make([]view.Listed, 0, len(list))
	for _, in := range list {
		l, err := listed(tx, p, in, c.viewer(h))
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// takeFrom takes "from N", where a page begins; 0 without it. Another word is
// refused: the first page would look like the one that was asked for.
func (c *Call) takeFrom() (int, error) {
	if !c.Line.Take("from") {
		return 0, nil
	}
	const next = "Type a whole number from 1 on behind `from`, or leave `from` out for the first page."
	word := c.Line.Word()
	if word == "" {
		return 0, rollout.Problemf(rollout.Invalid, next, "No number stands behind “from”, so nothing is shown.")
	}
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 {
		return 0, rollout.Problemf(rollout.Invalid, next, "“%s” is no number that a page can begin from, so nothing is shown.", clip(word, 60))
	}
	return n, nil
}

// whichIncident answers a bare "ack" outside a thread: what it could mean for
// this person.
func (c *Call) whichIncident() error {
	const most = 100 // of each plan: a person who is told of more needs the list
	var choices []view.Choice
	err := c.View(func(tx store.Tx) error {
		states, err := store.States(tx, "", 0)
		if err != nil {
			return err
		}
		for _, s := range states {
			if c.named != "" && s.Plan != c.named {
				continue
			}
			p, err := store.Plan(tx, s.Plan)
			if err != nil {
				return err
			}
			live, err := store.LiveIncidents(tx, s.Plan, most)
			if err != nil {
				return err
			}
			seen, err := c.listed(tx, p, live)
			if err != nil {
				return err
			}
			for _, l := range seen {
				if l.Masked || !c.couldMean(l.Incident) {
					continue
				}
				choices = append(choices, view.Choice{
					Text: l.Incident.ID + " " + l.Incident.Text, Line: c.Cmd.Name + " " + l.Incident.ID + " " + c.Line.Left(),
				})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return &which{verb: c.Cmd.Name, choices: choices}
}

// couldMean says whether a command without an id could be about in.
func (c *Call) couldMean(in rollout.Incident) bool {
	switch c.Cmd.Name {
	case "incident ack":
		return in.State == rollout.IncidentOpen
	case "incident release":
		return in.State == rollout.IncidentAcked && in.AckBy == c.Person.ID
	}
	return true
}

// which is the answer to a verb without an id: the incidents it could mean.
type which struct {
	verb    string
	choices []view.Choice
	sample  string // an id as it is typed; "": an incident's
}

func (w *which) Error() string { return w.verb + " without an id" }

func (w *which) card() view.Card {
	sample, things := "INC-12", "incidents"
	if w.sample != "" {
		sample, things = w.sample, "requests"
	}
	if len(w.choices) == 0 {
		return view.Problem(rollout.Problemf(rollout.Missing, "Name it: `/rollout "+w.verb+" "+sample+"`.",
			"Nothing is open that this could mean for you, so nothing was done."))
	}
	for _, choice := range w.choices {
		if len(choice.Line) > maxButtonLine {
			return view.Problem(rollout.Problemf(rollout.Invalid, "Name it: `/rollout "+w.verb+" "+sample+" …`.",
				"Several %s could be meant, so nothing was done.", things))
		}
	}
	return view.Pick("Which one do you mean? Nothing was done yet.", w.choices)
}
