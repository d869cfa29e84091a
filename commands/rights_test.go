package commands_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
)

// Who may use each command in a running plan, with everything in place for it:
// whoever may is answered, and what changes something changes it; whoever may
// not is refused for that reason and no other, and nothing is changed.
//
// The people: ada administers, maya owns the plan, noor leads the rollout, dana
// answers for behaviour and for the quality metric, nils for security, tess is on
// the path of behaviour, cora owns the criterion and the step, lee the review, sam
// the budget; priya is a member without an office, gil a guest, erin of another workspace, robo a
// bot, gone deactivated, and of who the facts could not be had.
func TestRightsOfEveryCommand(t *testing.T) {
	users := strings.Fields("ada maya noor dana nils cora tess lee sam priya gil erin robo gone who")
	table := map[string]struct {
		before []saying
		line   string
		reads  bool   // changes nothing
		may    string // y: is answered; . is refused
	}{
		//                                                    ada maya noor dana nils cora tess lee sam priya gil erin robo gone who
		"status":       {nil, "status", true, "y y y y y y y y y y . . . . y"},
		"help":         {nil, "help", true, "y y y y y y y y y y y y y y y"},
		"todo":         {nil, "todo", true, "y y y y y y y y y y y y y . y"},
		"done":         {nil, "done", true, "y y y y y y y y y y y y y . y"},
		"agents":       {nil, "agents", true, "y y y y y y y y y y . . . . y"},
		"log":          {nil, "log", true, "y y y y y y y y y y . . . . ."},
		"doctor":       {nil, "doctor", true, "y y y y y y y y y y . . . . ."},
		"doctor retry": {nil, "doctor retry", false, "y . . . . . . . . . . . . . ."},
		"oncall":       {nil, "oncall data", true, "y y y y y y y y y y . . . . y"},
		"plan show":    {nil, "plan show", true, "y y y y y y y y y y . . . . ."},
		"owner list":   {nil, "owner list", true, "y y y y y y y y y y . . . . ."},
		"plan import":  {nil, "plan import\n" + agent("Mine"), false, "y y y y y y y y y y . . . . ."},

		"plan activate": {nil, "plan activate confirm", true, "y y . . . . . . . . . . . . ."}, // it is active
		"plan confirm":  {nil, "plan confirm all", false, "y y . . . . . . . . . . . . ."},
		"plan link":     {nil, "plan link #ops", false, "y y . . . . . . . . . . . . ."},
		"owner set":     {nil, "owner set Risk Officer @lee", false, "y y . . . . . . . . . . . . ."},

		"report":           {nil, "report x", false, "y y y y y y y y y y y y y y y"},
		"incident open":    {nil, "incident open x", false, "y y y y y y y y y y y y y y y"},
		"incident list":    {reported, "incident list", true, "y y y y y y y y y y . . . . y"},
		"incident show":    {reported, "incident show 1", true, "y y y y y y y y y y y y y . y"},
		"incident ack":     {reported, "ack 1", false, "y y y y y y y y y y . . . . y"},
		"incident release": {then(reported, saying{"ada", "ack 1"}), "release 1", false, "y y y y y y y y y y . . . . y"},
		"incident note":    {reported, "note 1 x", false, "y y y y y y y y y y . . . . y"},
		"incident resolve": {reported, "resolve 1", false, "y y y y y y y y y y . . . . ."},

		"budget show": {nil, "budget", true, "y y y y y y y y y y . . . . ."},
		"spend":       {nil, "spend 10", false, "y y y . . . . . y . . . . . ."},
		"undo":        {[]saying{{"sam", "spend 10"}}, "undo SP-1", false, ". . . . . . . . y . . . . . ."},
		"reverse":     {[]saying{{"sam", "spend 10"}}, "reverse SP-1 because it was nothing", false, "y y y . . . . . y . . . . . ."},

		"wave list":        {nil, "wave", true, "y y y y y y y y y y . . . . ."},
		"wave show":        {nil, "wave show", true, "y y y y y y y y y y . . . . ."},
		"wave check":       {nil, "wave check", true, "y y y y y y y y y y . . . . ."},
		"wave tick":        {nil, "wave tick W1.1", false, ". y y . . y . . . . . . . . ."},
		"wave untick":      {[]saying{{"maya", "wave tick W1.1"}}, "wave untick W1.1 because x", false, ". y y . . y . . . . . . . . ."},
		"wave waive":       {nil, "wave waive W2.5 because x", false, ". y y . . . . . . . . . . . ."},
		"wave no-criteria": {nil, "wave no-criteria 4 exit because x", false, ". y y . . . . . . . . . . . ."},
		"wave start":       {ticked, "wave start 1", false, ". y y . . . . . . . . . . . ."},
		"wave complete":    {then(started, saying{"noor", "wave tick W1.6"}), "wave complete 1", false, ". y y . . . . . . . . . . . ."},
		"wave move":        {nil, "wave move 1 2027-01-01", false, ". y y . . . . . . . . . . . ."},
		"wave cancel":      {nil, "wave cancel 1 because x", false, ". y y . . . . . . . . . . . ."},
		"hold":             {nil, "hold because x", false, "y y y . . . . . . . . . . . ."},
		"approvals":        {waiverDue, "approvals", true, "y y y y y y y y y y . . . . ."},
		"approve":          {waiverDue, "approve APR-1", false, ". . . y . . . . . . . . . . ."},
		"decline":          {waiverDue, "decline APR-1 because x", false, ". . . y . . . . . . . . . . ."},

		"review due":     {nil, "review", true, "y y y y y y y y y y y y y . y"},
		"review history": {nil, "review history R5", true, "y y y y y y y y y y . . . . ."},
		"review done":    {nil, "review done R5 accepted", false, ". y . . . . . y . . . . . . ."},
		"review skip":    {nil, "review skip R5 because x", false, ". y . . . . . y . . . . . . ."},
		"review correct": {[]saying{{"lee", "review done R5 accepted"}}, "review correct R5 rejected because x", false, ". y . . . . . y . . . . . . ."},
		"review snooze":  {nil, "review snooze R5 3d because x", false, ". y . . . . . y . . . . . . ."},

		"pause show":    {pauseDue, "pause show", true, "y y y y y y y y y y . . . . y"},
		"pause request": {nil, "pause request x", false, "y y y y y y y y y y . . . . y"},
		"pause now":     {nil, "pause now x", false, "y y y y y . y . . . . . . . ."},
		"pause approve": {pauseDue, "pause approve PAU-1", false, "y y y y y . y . . . . . . . ."},
		"pause decline": {pauseDue, "pause decline because x", false, "y y y y y . y . . . . . . . ."},
		"pause step":    {stopping, "pause step 2 done", false, "y y y y y y y . . . . . . . ."},
		"resume":        {paused, "resume because x", false, "y y y y y y y y y y . . . . ."},
	}
	base := running(t)
	for _, cmd := range commands.All {
		row, there := table[cmd.Name]
		may := strings.Fields(row.may)
		if !there || len(may) != len(users) {
			t.Errorf("%s is not in the table", cmd.Name)
			continue
		}
		ready := mutation{before: row.before, refused: cmd.Name == "doctor retry"}.prepared(t, base)
		before := ready.dump()
		for i, user := range users {
			t.Run(cmd.Name+" as "+user, func(t *testing.T) {
				h := ready.copied(t)
				got, err := h.try(rollout.UserID(user), row.line)
				changed := h.dump() != before
				var p *rollout.Problem
				refused := errors.As(err, &p) && p.Kind == rollout.Refused
				switch {
				case may[i] == "y" && err != nil:
					t.Errorf("answered %v", err)
				case may[i] == "y" && changed == row.reads:
					t.Errorf("changed something: %v, and answered %s", changed, got)
				case may[i] == "." && !refused:
					t.Errorf("not refused: %s %v", got, err)
				case may[i] == "." && changed:
					t.Error("refused, and changed something")
				case may[i] == "." && p.Next == "":
					t.Errorf("does not say what to type next: %s", p.Text)
				}
			})
		}
	}
	if len(table) != len(commands.All) {
		t.Errorf("%d rows for %d commands", len(table), len(commands.All))
	}
}
