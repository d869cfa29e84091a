package planfile

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Question asks whether a row of a new document is an old one under another
// name. Until somebody answers, the row counts as new.
type Question struct {
	Path string        // of the new row: "support[2]"
	Row  rollout.RowID // the old row it may be
	Old  string        // its name then
	New  string        // the name now
	Text string
}

// Match gives the rows of a newly read plan the ids they had in the plan
// before: by name, then by position where all other cells are equal. What
// could be either comes back as a question; renamed holds the answers, by the
// new row's path. An id, once given, is never given to another row.
func Match(old, now rollout.Plan, renamed map[string]rollout.RowID) (rollout.Plan, []Question) {
	var qs []Question
	now.LastRow = map[string]int{}
	table := func(prefix, path string, a, b []rowView) {
		ids, last, q := matchRows(prefix, path, old.LastRow[prefix], a, b, renamed)
		for i := range b {
			*b[i].id = ids[i]
		}
		now.LastRow[prefix] = last
		qs = append(qs, q...)
	}
	now.Waves = append([]rollout.Wave(nil), now.Waves...)
	now.Metrics = append([]rollout.Metric(nil), now.Metrics...)
	now.Support = append([]rollout.SupportRow(nil), now.Support...)
	now.Reviews = append([]rollout.ReviewItem(nil), now.Reviews...)
	table("W", "waves", waveRows(old.Waves), waveRows(now.Waves))
	table("M", "metrics", metricRows(old.Metrics), metricRows(now.Metrics))
	table("S", "support", supportRows(old.Support), supportRows(now.Support))
	table("R", "reviews", reviewRows(old.Reviews), reviewRows(now.Reviews))
	return now, qs
}

// rowView is what matching looks at: a row's name and its other cells.
type rowView struct {
	id   *rollout.RowID
	name string
	rest string
}

func cells(texts ...string) string {
	b, _ := json.Marshal(texts) // strings always marshal
	return string(b)
}

func waveRows(ws []rollout.Wave) (out []rowView) {
	for i := range ws {
		w := &ws[i]
		out = append(out, rowView{&w.ID, w.Name.Text, cells(w.Users.Text, w.Scope.Text, w.Entry.Text, w.Exit.Text, w.Date.Text)})
	}
	return out
}

func metricRows(ms []rollout.Metric) (out []rowView) {
	for i := range ms {
		m := &ms[i]
		out = append(out, rowView{&m.ID, m.Metric.Text, cells(m.Area.Text, m.Source.Text, m.Threshold.Text, m.Owner.Text)})
	}
	return out
}

func supportRows(ss []rollout.SupportRow) (out []rowView) {
	for i := range ss {
		s := &ss[i]
		out = append(out, rowView{&s.ID, s.Area.Text, cells(s.Owner.Text, s.SLA.Text, s.Path.Text)})
	}
	return out
}

func reviewRows(rs []rollout.ReviewItem) (out []rowView) {
	for i := range rs {
		r := &rs[i]
		out = append(out, rowView{&r.ID, r.Item.Text, cells(r.Cadence.Text, r.Owner.Text, r.Evidence.Text)})
	}
	return out
}

func matchRows(prefix, path string, last int, old, now []rowView, renamed map[string]rollout.RowID) (ids []rollout.RowID, top int, qs []Question) {
	byName := map[string][]int{} // old rows not yet taken, in order
	byID := map[rollout.RowID]int{}
	for i, r := range old {
		byName[fold(r.name)] = append(byName[fold(r.name)], i)
		byID[*r.id] = i
		if n, err := strconv.Atoi(strings.TrimPrefix(string(*r.id), prefix)); err == nil {
			last = max(last, n)
		}
	}
	ids = make([]rollout.RowID, len(now))
	taken := make([]bool, len(old))
	take := func(i, o int) { ids[i], taken[o] = *old[o].id, true }
	for i := range now {
		if o, ok := byID[renamed[fmt.Sprintf("%s[%d]", path, i)]]; ok && !taken[o] {
			take(i, o)
		}
	}
	for i, r := range now {
		for k := fold(r.name); ids[i] == "" && len(byName[k]) > 0; byName[k] = byName[k][1:] {
			if o := byName[k][0]; !taken[o] {
				take(i, o)
			}
		}
	}
	for i, r := range now {
		if ids[i] == "" && i < len(old) && !taken[i] && old[i].rest == r.rest {
			take(i, i)
		}
	}
	for i, r := range now {
		if ids[i] != "" {
			continue
		}
		last++
		ids[i] = rollout.RowID(prefix + strconv.Itoa(last))
		at := fmt.Sprintf("%s[%d]", path, i)
		if _, answered := renamed[at]; !answered && i < len(old) && !taken[i] {
			qs = append(qs, Question{
				Path: at, Row: *old[i].id, Old: old[i].name, New: r.name,
				Text: fmt.Sprintf("Is %s the row that was called %s, renamed, or a new one?", quote(r.name), quote(old[i].name)),
			})
		}
	}
	return ids, last, qs
}
