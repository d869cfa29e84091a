package planfile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Schema is the number that Read gives a plan. Fields are only added.
const Schema = 1

// Read is the typed reading of a document, with what it lacks. ID, Version and
// Imported are the caller's to fill, and rows are numbered in file order: for
// a plan that is imported again, Match gives them their old ids. The error is
// a *rollout.Problem that names the line; nothing is read then.
func Read(doc []byte) (rollout.Plan, error) {
	s, err := scan(doc)
	if err != nil {
		return rollout.Plan{}, err
	}
	p := fill(s)
	p.Hash = Hash(string(doc))
	return p, nil
}

// Hash is the SHA-256 of a text, hex: of a document, or of the text of a field
// whose reading somebody confirmed.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// reader collects the cells of a plan and what is wrong with them.
type reader struct {
	*layout
	findings []rollout.Finding
}

// fill gives each field's text to the reader of its kind.
func fill(s *layout) rollout.Plan {
	r := &reader{layout: s, findings: slices.Clone(s.notes)}
	p := rollout.Plan{Schema: Schema}
	p.Agent = value(r, "agent", agentName)
	p.Context = value(r, "context", prose)
	p.Approach = value(r, "approach", approach)
	p.Channel = value(r, "channel", launchChannel)
	p.Targets = value(r, "targets", groups)
	p.Excluded = value(r, "excluded", groups)
	p.WavesText = value(r, "waves_text", prose)

	p.Enablement = rollout.Enablement{
		CommunicationOwner: value(r, "enablement.communication_owner", Owners),
		TrainingOwner:      value(r, "enablement.training_owner", Owners),
		Materials:          value(r, "enablement.materials", prose),
		FeedbackChannel:    value(r, "enablement.feedback_channel", prose),
		OfficeHours:        value(r, "enablement.office_hours", Cadence),
		Limitations:        value(r, "enablement.limitations", prose),
	}
	for i := range s.rows["metrics"] {
		at := fmt.Sprintf("metrics[%d].", i)
		metric := s.text(at + "metric")
		p.Metrics = append(p.Metrics, rollout.Metric{
			ID:     rowID("M", i),
			Area:   value(r, at+"area", prose),
			Metric: value(r, at+"metric", prose),
			Source: value(r, at+"source", prose),
			Threshold: value(r, at+"threshold", func(t string) (rollout.Cell[[]rollout.Threshold], []rollout.Finding) {
				return Threshold(t, metric)
			}),
			Owner: value(r, at+"owner", Owners),
		})
	}
	for i := range s.rows["support"] {
		at := fmt.Sprintf("support[%d].", i)
		owner := value(r, at+"owner", Owners)
		p.Support = append(p.Support, rollout.SupportRow{
			ID:    rowID("S", i),
			Area:  value(r, at+"area", prose),
			Owner: owner,
			SLA:   value(r, at+"sla", SLA),
			Path: value(r, at+"path", func(t string) (rollout.Cell[[]rollout.PathStep], []rollout.Finding) {
				return Path(t, owner.Value...)
			}),
		})
	}
	p.Cost = rollout.Cost{
		Owner:      value(r, "cost.owner", Owners),
		Center:     value(r, "cost.center", prose),
		Budget:     value(r, "cost.budget", Money),
		Thresholds: value(r, "cost.thresholds", AlertThresholds),
		Routing:    value(r, "cost.routing", prose),
		Limits:     value(r, "cost.limits", UsageLimits),
		Cadence:    value(r, "cost.cadence", Cadence),
	}
	var items []string
	for i := range s.rows["reviews"] {
		at := fmt.Sprintf("reviews[%d].", i)
		items = append(items, s.text(at+"item"))
		p.Reviews = append(p.Reviews, rollout.ReviewItem{
			ID:       rowID("R", i),
			Item:     value(r, at+"item", prose),
			Cadence:  value(r, at+"cadence", Cadence),
			Owner:    value(r, at+"owner", Owners),
			Evidence: value(r, at+"evidence", prose),
		})
	}
	gate := func(t string) (rollout.Cell[[]rollout.Criterion], []rollout.Finding) { return Criteria(t, items...) }
	exit := func(t string) (rollout.Cell[[]rollout.Criterion], []rollout.Finding) {
		return ExitCriteria(t, items...)
	}
	for i := range s.rows["waves"] {
		at := fmt.Sprintf("waves[%d].", i)
		p.Waves = append(p.Waves, rollout.Wave{
			ID:    rowID("W", i),
			Name:  value(r, at+"wave", prose),
			Users: value(r, at+"users", waveUsers),
			Scope: value(r, at+"scope", prose),
			Entry: value(r, at+"entry", gate),
			Exit:  value(r, at+"exit", exit),
			Date:  value(r, at+"date", Dates),
		})
	}
	known := rollout.BuiltIn()
	for _, role := range p.Roles() {
		known = append(known, role.Name)
	}
	steps := func(t string) (rollout.Cell[[]rollout.PlanStep], []rollout.Finding) { return Steps(t, known...) }
	p.Pause.Triggers = value(r, "pause.triggers", Triggers)
	p.Pause.Procedure = value(r, "pause.procedure", steps)
	p.Retirement.Criteria = value(r, "retirement.criteria", gate)
	p.Retirement.Procedure = value(r, "retirement.procedure", steps)

	p.Findings = lint(p, s, r.findings)
	return p
}

func rowID(prefix string, i int) rollout.RowID {
	return rollout.RowID(fmt.Sprintf("%s%d", prefix, i+1))
}

// value reads the field at path; a field that the document lacks is empty.
func value[T any](r *reader, path string, read func(string) (rollout.Cell[T], []rollout.Finding)) rollout.Cell[T] {
	pl, ok := r.fields[path]
	if !ok {
		return rollout.Cell[T]{Status: rollout.Empty}
	}
	c, fs := read(pl.text)
	c.Text, c.Line = pl.text, pl.line
	for _, f := range fs {
		f.Line, f.Path = pl.line, path
		r.findings = append(r.findings, f)
	}
	return c
}

// prose is a field that is only text.
func prose(text string) (rollout.Cell[string], []rollout.Finding) {
	switch {
	case nothing(text):
		return empty[string](text)
	case undecided(text) && lower(text) != "open":
		return unclear[string](text, "to-be-decided", quote(text)+" is to be filled in later.", "Write it as soon as it is known.")
	}
	return understood(text, "", "")
}

// agentName reads the name without the full stop and the marks people put around it.
func agentName(text string) (rollout.Cell[string], []rollout.Finding) {
	c, fs := prose(text)
	if c.Status == rollout.Understood {
		c.Value = strings.Join(strings.Fields(strings.TrimRight(strings.Trim(plain(text), "\"“”"), ". ")), " ")
		c.Reading = c.Value
	}
	return c, fs
}

const approachFix = "Write one of the three: limited pilot, phased rollout or broad release."

// approach finds which of the three words was chosen.
func approach(text string) (rollout.Cell[string], []rollout.Finding) {
	s := lower(text)
	if nothing(text) {
		return empty[string](text)
	}
	type hit struct {
		at   int
		word string
	}
	var hits []hit
	sure := true
	for i, long := range approaches {
		short := []string{"pilot", "phased", "broad"}[i]
		if at := strings.Index(s, long); at >= 0 {
			hits = append(hits, hit{at, long})
		} else if at := strings.Index(s, short); at >= 0 {
			hits = append(hits, hit{at, long})
			sure = false
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return a.at - b.at })
	marked := emphasised(text)
	switch {
	case len(hits) == 0:
		return unclear[string](text, "approach-unclear", quote(text)+" is none of the three approaches.", approachFix)
	case marked != "":
		return understood(text, marked, marked)
	case len(hits) == 1 && sure:
		return understood(text, hits[0].word, hits[0].word)
	case fold(text) == fold(strings.Join(approaches, " / ")):
		return rollout.Cell[string]{Text: text, Status: rollout.Empty}, []rollout.Finding{finding("template-choice-left", "The template's three approaches are all still there; none is chosen.", approachFix)}
	case len(hits) > 1 && (strings.Contains(s, "/") || strings.Contains(s, " or ")):
		return unclear[string](text, "approach-unclear", quote(text)+" names more than one approach.", approachFix)
	}
	return assumed(text, hits[0].word, hits[0].word, finding("approach-words", quote(text)+" is read as “"+hits[0].word+"”.", approachFix))
}

// emphasised is the approach that alone is bold, or alone not struck out.
func emphasised(text string) string {
	chosen := ""
	for _, a := range approaches {
		at := strings.Index(strings.ToLower(text), a)
		if at < 0 {
			continue
		}
		before, after := text[:at], text[at+len(a):]
		bold := (strings.HasSuffix(before, "**") || strings.HasSuffix(before, "__")) && (strings.HasPrefix(after, "**") || strings.HasPrefix(after, "__"))
		if bold {
			if chosen != "" {
				return ""
			}
			chosen = a
		}
	}
	return chosen
}

func launchChannel(text string) (rollout.Cell[string], []rollout.Finding) {
	if fold(text) == fold(channelChoice) {
		return rollout.Cell[string]{Text: text, Status: rollout.Empty}, []rollout.Finding{finding("template-choice-left", "The template's launch channels are all still there; none is chosen.",
			"Write the channel the agent is used in, such as “Teams”.")}
	}
	return prose(text)
}

// waveUsers keeps the text and says how many they are, when it says so.
func waveUsers(text string) (rollout.Cell[string], []rollout.Finding) {
	c, fs := prose(text)
	if c.Status == rollout.Understood {
		c.Reading = headcount(text)
	}
	return c, fs
}
