package commands

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdReport = &Command{
	Name: "report", Args: "TEXT", Short: "Report a problem; somebody answers and you hear who",
	Long:  "For people who know no areas and severities. Without a text it opens a form.",
	Needs: rollout.RightReport, Run: openIncident,
}

var cmdIncidentOpen = &Command{
	Name: "incident open", Args: "[area=AREA] [sev1-sev4] TEXT", Short: "Open an incident",
	Long: "The area may also be named like `data sev2 …` or `data: …`, the severity behind a comma at the end: `…, sev1`. Without an area it goes to agent behaviour; " +
		"without a severity it is sev3. sev1: many people are harmed now · sev2: serious, no way round · sev3: a way round exists · sev4: minor. " +
		"Without a text it opens a form.",
	Needs: rollout.RightReport, Run: openIncident,
}

var cmdIncidentAck = &Command{
	Name: "incident ack", Args: "[ID …]", Short: "Acknowledge: it is yours, nobody further is told",
	Needs: rollout.RightAck, Run: func(c *Call) (Reply, error) {
		return c.onIncident(rollout.VerbAck, func(in rollout.Incident, _ rollout.Duty, _ string) (rollout.Incident, rollout.Effects, error) {
			return rollout.Ack(in, c.Actor(), c.Now)
		})
	},
}

var cmdIncidentRelease = &Command{
	Name: "incident release", Args: "[ID …]", Short: "Take back an acknowledgement: it is open again, its owner is told again",
	Needs: rollout.RightRelease, Run: func(c *Call) (Reply, error) {
		return c.onIncident(rollout.VerbRelease, func(in rollout.Incident, d rollout.Duty, _ string) (rollout.Incident, rollout.Effects, error) {
			return rollout.Release(in, c.Actor(), d, c.Now)
		})
	},
}

var cmdIncidentNote = &Command{
	Name: "incident note", Args: "[ID …] TEXT", Short: "Add a note; it stands in the incident's thread",
	Needs: rollout.RightNote, Run: func(c *Call) (Reply, error) {
		return c.onIncident(rollout.VerbNote, func(in rollout.Incident, _ rollout.Duty, text string) (rollout.Incident, rollout.Effects, error) {
			return rollout.AddNote(in, c.Actor(), text, c.Now)
		})
	},
}

var cmdIncidentResolve = &Command{
	Name: "incident resolve", Args: "[ID …] [TEXT]", Short: "Resolve: it is over; the text says what was done",
	Needs: rollout.RightResolve, Run: resolveIncident,
}

var cmdIncidentShow = &Command{
	Name: "incident show", Args: "[ID]", Short: "Show an incident and all that happened",
	Needs: rollout.RightRead, Run: showIncident,
}

var cmdIncidentList = &Command{
	Name: "incident list", Args: "[mine|open|late|all|AREA]", Short: "List incidents, worst first", Bare: true,
	Long:  "`mine`: those you have or were told of · `late`: an answer is due and nobody has them · `all`: also those that are over, newest first.",
	Needs: rollout.RightStatus, Run: listIncidents,
}

// openIncident opens an incident from a line or a form. A line without a text
// asks for one in a form.
func openIncident(c *Call) (Reply, error) {
	k, err := c.here()
	if err != nil {
		return Reply{}, err
	}
	report, err := c.report(k.plan)
	if err != nil {
		return Reply{}, err
	}
	if report.Text == "" && c.Fields == nil {
		form := view.OpenForm{Plan: k.plan.ID, Agent: k.state.Agent, Area: report.Area, Sev: report.Sev}
		for _, a := range rollout.Areas(k.plan) {
			form.Areas = append(form.Areas, view.AreaChoice{Row: a.Row, Name: a.Name})
		}
		f := view.OpenIncidentForm(form)
		return Reply{Form: &f}, nil
	}
	return c.changePlan(k.plan.ID, func(tx store.Tx, k desk) (rollout.Receipt, rollout.Effects, error) {
		num, err := tx.Next("incident")
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		in, e, err := rollout.OpenIncident(k.plan, k.state, num, c.Actor(), report, k.duty, c.Now)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		r := c.receipt(rollout.VerbOpen, in, true)
		maps.Copy(r.Facts, doubts(k.plan, in))
		maps.Copy(r.Facts, k.state.HaltFacts())
		return r, e, nil
	})
}

// report reads what is reported from a form's fields or the line.
func (c *Call) report(p rollout.Plan) (rollout.Report, error) {
	if c.Fields == nil {
		r, err := takeReport(c.Line, rollout.Areas(p))
		return withEndSeverity(r), err
	}
	r := rollout.Report{Text: clean(c.Fields["text"]), Area: rollout.RowID(clean(c.Fields["area"]))}
	if s := c.Fields["sev"]; s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 4 {
			return r, &rollout.Problem{Kind: rollout.Invalid, Field: "sev", Text: "Choose a severity from 1 to 4."}
		}
		r.Sev = rollout.Severity(n)
	}
	return withEndSeverity(r), nil
}

// withEndSeverity takes a severity that stands behind a comma at the text's end,
// where none stands before it. The text is kept as it is.
func withEndSeverity(r rollout.Report) rollout.Report {
	if s, apart := endSeverity(r.Text); apart && r.Sev == 0 {
		r.Sev = s
	}
	return r
}

// onIncident runs one transition of the incidents that the line or the thread
// names, of all of them or of none. What is left of the line is the rule's text, or
// too much.
func (c *Call) onIncident(verb rollout.Verb, rule func(in rollout.Incident, d rollout.Duty, text string) (rollout.Incident, rollout.Effects, error)) (Reply, error) {
	ids, err := c.incidentIDs()
	if err != nil {
		return Reply{}, err
	}
	if !c.takesText() {
		named := strings.Join(ids, " ")
		if err := c.done(c.Cmd.Name+" "+named, "incident note "+named+" "+c.Line.Left()); err != nil {
			return Reply{}, err
		}
	}
	text := c.Line.Rest()
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		var moved []rollout.IncidentDid
		var all rollout.Effects
		for _, id := range ids {
			in, d, err := c.visible(tx, id, "Nothing was changed.")
			if err != nil {
				return rollout.Receipt{}, rollout.Effects{}, err
			}
			after, e, err := rule(in, d, text)
			if err != nil {
				return rollout.Receipt{}, rollout.Effects{}, err
			}
			all.Join(e)
			noted := verb == rollout.VerbResolve && after.Notes > in.Notes
			moved = append(moved, rollout.IncidentDid{Incident: after, Changed: len(e.Put) > 0, Noted: noted})
		}
		if len(moved) == 1 {
			r := c.receipt(verb, moved[0].Incident, moved[0].Changed)
			r.Facts["text"] = text
			if moved[0].Noted {
				r.Facts["noted"] = "yes"
			}
			return r, all, nil
		}
		changed := slices.ContainsFunc(moved, func(m rollout.IncidentDid) bool { return m.Changed })
		return rollout.Receipt{Verb: verb, Subject: ids[0], Facts: c.moment(changed, "incidents", frozen(moved), "text", text)}, all, nil
	})
}

// takesText reports whether free text stands behind the command's id.
func (c *Call) takesText() bool { return strings.Contains(c.Cmd.Args, "TEXT") }

// resolveIncident asks first when the verb was spoken in a thread with other
// words behind it: "resolve the ticket with finance" may be no order.
func resolveIncident(c *Call) (Reply, error) {
	if c.Via == rollout.ByMention {
		here, err := c.threadIncident()
		if err != nil {
			return Reply{}, err
		}
		if rest := *c.Line; here != "" && !c.idAhead(here) && !rest.Empty() {
			return say(view.ResolveOrNote(here, rest.Rest())), nil
		}
	}
	return c.onIncident(rollout.VerbResolve, func(in rollout.Incident, d rollout.Duty, text string) (rollout.Incident, rollout.Effects, error) {
		return rollout.Resolve(in, c.Actor(), text, d, c.Now)
	})
}

func showIncident(c *Call) (Reply, error) {
	ids, err := c.incidentIDs()
	if err != nil {
		return Reply{}, err
	}
	id := ids[0]
	if len(ids) > 1 {
		one := &choose{question: "One incident is shown at a time. Which one?"}
		for _, id := range ids {
			one.choices = append(one.choices, view.Choice{Text: id, Line: "incident show " + id})
		}
		return Reply{}, one
	}
	if err := c.done("incident show " + id); err != nil {
		return Reply{}, err
	}
	var in rollout.Incident
	var notes []rollout.Note
	err = c.View(func(tx store.Tx) (err error) {
		if in, _, err = c.visible(tx, id, ""); err == nil {
			notes, err = store.Notes(tx, id)
		}
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	return say(view.IncidentShow(in, notes, c.Now)), nil
}

// idAhead reports whether an id stands at the line's front. In an incident's
// thread, where it may be left out, a bare number in front of a text belongs to
// the text: "note 5 servers are back" is no note on INC-5.
func (c *Call) idAhead(here string) bool {
	word := c.Line.Peek()
	return idsOf(word) != nil && (here == "" || !c.takesText() || strings.Contains(word, "inc") || strings.Contains(word, "#"))
}

// threadIncident is the incident whose card the request's thread hangs on, or
// "".
func (c *Call) threadIncident() (id string, err error) {
	if c.Thread == "" {
		return "", nil
	}
	err = c.View(func(tx store.Tx) error {
		in, err := c.incidentOfThread(tx)
		id = in.ID
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return id, err
}

func (c *Call) incidentOfThread(tx store.Tx) (rollout.Incident, error) {
	if c.Thread == "" || c.Conversation == "" {
		return rollout.Incident{}, store.ErrNotFound
	}
	card, err := store.CardByTS(tx, c.Conversation, c.Thread)
	if err != nil {
		return rollout.Incident{}, err
	}
	return store.Incident(tx, card.Subject)
}

// visible loads an incident for somebody who may see it, and who is on duty
// for it. unchanged ends the refusals of actions.
func (c *Call) visible(tx store.Tx, id, unchanged string) (rollout.Incident, rollout.Duty, error) {
	in, err := store.Incident(tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return in, rollout.Duty{}, rollout.Problemf(rollout.Missing, "`/rollout incident list` shows those there are.",
			"There is no %s. %s", id, unchanged)
	}
	if err != nil {
		return in, rollout.Duty{}, err
	}
	p, err := store.Plan(tx, in.Plan)
	if err != nil {
		return in, rollout.Duty{}, err
	}
	s, err := store.State(tx, in.Plan)
	if err != nil {
		return in, rollout.Duty{}, err
	}
	d, err := dutyFor(tx, p, in)
	if err != nil {
		return in, d, err
	}
	who := c.standing(s, d)
	if in.Policy.Private {
		who.Hidden = !rollout.MaySee(in, c.viewer(d.House), d)
		if err := rollout.May(rollout.RightReadPrivate, who); err != nil {
			return in, d, err
		}
	}
	return in, d, rollout.May(c.Cmd.Needs, who)
}

func (c *Call) viewer(h rollout.House) rollout.Viewer {
	return rollout.Viewer{User: c.Person.ID, Channel: c.Channel, Admin: h.IsAdmin(c.Person.ID)}
}

// receipt freezes an incident as it was when the action was done, so that a
// repeated request gets the answer of the first time.
func (c *Call) receipt(verb rollout.Verb, in rollout.Incident, changed bool) rollout.Receipt {
	return rollout.Receipt{Verb: verb, Subject: in.ID, Facts: c.moment(changed, "incident", frozen(in))}
}

// answerIncident words a receipt of an incident.
func answerIncident(c *Call, r rollout.Receipt) (Reply, error) {
	if r.Facts["incidents"] != "" {
		return answerIncidents(c, r)
	}
	in, err := thawed[rollout.Incident](r, "incident")
	if err != nil {
		return Reply{}, err
	}
	changed, now, err := momentOf(r)
	if err != nil {
		return Reply{}, err
	}
	if r.Verb == rollout.VerbOpen {
		saysSev, _ := strconv.Atoi(r.Facts["says_sev"]) // "": it says none
		doubt := view.Doubt{Sev: rollout.Severity(saysSev), Area: r.Facts["says_area"], Right: r.Facts["right"]}
		return say(view.IncidentOpened(in, doubt, view.HaltedBrief(r.Facts, now), now)), nil
	}
	return say(view.IncidentMoved(r.Verb, rollout.IncidentDid{Incident: in, Changed: changed, Noted: r.Facts["noted"] != ""}, c.Person.ID, r.Facts["text"], now)), nil
}

// answerIncidents words a receipt of several incidents.
func answerIncidents(c *Call, r rollout.Receipt) (Reply, error) {
	all, err := thawed[[]rollout.IncidentDid](r, "incidents")
	if err != nil {
		return Reply{}, err
	}
	_, now, err := momentOf(r)
	if err != nil {
		return Reply{}, err
	}
	return say(view.IncidentsMoved(r.Verb, all, c.Person.ID, r.Facts["text"], now)), nil
}
