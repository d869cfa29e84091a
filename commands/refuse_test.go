package commands_test

import (
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
)

// Everything a person can get wrong: a sentence that says so, and not a byte
// of the store is different.
func TestRefusalsChangeNothing(t *testing.T) {
	long := strings.Repeat("x", 10000)
	file := func(name, content string) []commands.File {
		return []commands.File{{Name: name, Content: []byte(content)}}
	}
	tests := []struct {
		name string
		ask  ask // maya in #agent-hr, when it names nobody
		want string
	}{
		// Words.
		{"a word that is nothing", ask{line: "frobnicate"}, "I do not know “frobnicate”; nothing was done."},
		{"near a command", ask{line: "stauts"}, "[Status]"},
		{"a very long word", ask{line: long}, "I do not know “xxx"},
		{"signs", ask{line: "|*`_~ <!channel>"}, "nothing was done"},
		{"only control characters", ask{line: "\x00\x07"}, "nothing was done"},
		{"a noun's unknown verb", ask{line: "plan improt"}, "[Plan import]"},
		{"a verb's unknown noun", ask{line: "import plan"}, "nothing was done"},
		{"a noun that comes later", ask{line: "retire 2 start"}, "I do not know “retire”; nothing was done."},
		{"an incident's unknown verb", ask{line: "incident 1 resovle"}, "[Incident resolve INC-1]"},
		{"words behind an id", ask{line: "inc-1 thanks a lot"}, "[Incident note INC-1 thanks a lot]"},
		{"a report without its verb", ask{line: "incident the button is gone"}, "To report a problem, type `/rollout report` and what is wrong."},

		{"a slip of the pen", ask{line: "incidnet list"}, "[Incident list]"},
		{"a slip, and more", ask{line: "waev check 1"}, "[Wave check 1]"},
		{"two slips", ask{line: "incidnet lsit"}, "[Incident list]"},
		{"a verb without its noun", ask{line: "activate"}, "[Plan activate]"},
		{"a slip in what tells people", ask{line: "reprot it shows salary data"}, "Did you mean: `/rollout report it shows salary data`? Type it: it tells people at once."},
		{"a verb that is not there yet", ask{line: "incident area 1 legal"}, "There is no `/rollout incident area` yet, so nothing was done.\nSay it in a note, `/rollout incident note INC-1 …`; or report it again naming the area"},
		{"the same behind the id", ask{line: "incident 1 sev 2"}, "There is no `/rollout incident sev` yet, so nothing was done."},
		{"the same without its noun", ask{line: "assign 1 @lee"}, "There is no `/rollout incident assign` yet, so nothing was done.\nWho takes it types `/rollout incident ack INC-1`"},

		// Agents.
		{"an agent that is not there", ask{line: "in weather status"}, "No agent is called “weather”, so nothing was done.\nThere is `/rollout in hr-policy-assistant …`"},
		{"near an agent", ask{line: "in HR Polcy Assistant status"}, "nothing was done"},
		{"in, and nothing", ask{line: "in"}, "“in” names an agent and none stands behind it"},
		{"in, twice", ask{line: "in hr policy assistant in hr policy assistant status"}, "I do not know “in”; nothing was done."},
		{"in, with a word too long", ask{line: "in " + long}, "No agent is called “xxx"},
		{"status of nobody", ask{line: "status weather"}, "No agent is called “weather”"},
		{"status and more", ask{line: "status all please"}, "I do not know “please”; nothing was done."},
		{"status of one, and more", ask{line: "in hr policy assistant status please"}, "[In hr-policy-assistant status]"},

		// Incidents.
		{"an id that is not there", ask{line: "incident show 99"}, "There is no INC-99."},
		{"number zero", ask{line: "ack INC-0"}, "There is no INC-0. Nothing was changed."},
		{"a number beyond counting", ask{line: "resolve INC-99999999999999999999"}, "There is no INC-999999999999999999…. Nothing was changed."},
		{"3,000 digits", ask{line: "ack " + strings.Repeat("9", 3000)}, "There is no INC-999999999999999999…. Nothing was changed."},
		{"two ids, one of nothing", ask{line: "ack 1 2"}, "There is no INC-2. Nothing was changed."},
		{"ack, and a text", ask{line: "ack 1 on it"}, "[Incident note INC-1 on it]"},
		{"release, and a text", ask{line: "release 1 sorry"}, "I do not know “sorry”; nothing was done."},
		{"show, and more", ask{line: "incident show 1 now"}, "I do not know “now”; nothing was done."},
		{"release what nobody has", ask{line: "release 1"}, "Nobody has acknowledged INC-1"},
		{"a note without a text", ask{line: "note 1"}, "The text is empty, so nothing was noted."},
		{"a note of nothing visible", ask{line: "note 1 \x00\u202e"}, "The text is empty, so nothing was noted."},
		{"a note too long", ask{line: "note 1 " + strings.Repeat("ü", 3001)}, "The text has 3001 characters; at most 3,000 are kept, so nothing was noted."},
		{"a report too long", ask{line: "report " + long}, "The text has 10000 characters; at most 3,000 are kept, so nothing was opened."},
		{"a resolution too long", ask{line: "resolve 1 " + long}, "so nothing was resolved"},
		{"an area that is not there", ask{line: "incident open area=weather it rains"}, "There is no area called “weather”, so nothing was done."},
		{"a severity that is not there", ask{line: "incident open sev0 it rains"}, "There is no severity “sev0”, so nothing was done.\nUse sev1 (worst) to sev4"},
		{"a list of nothing known", ask{line: "incident list weather"}, "There is no area called “weather”"},
		{"a list, and more", ask{line: "incident list late please"}, "[Incident list late]"},
		{"a form without a text", ask{line: "in hr-policy-assistant incident open", fields: map[string]string{"text": " \n", "sev": "3"}}, "text: The text is empty, so nothing was opened."},
		{"a form with a forged area", ask{line: "in hr-policy-assistant incident open", fields: map[string]string{"text": "x", "area": "S99"}}, "area: The plan has no support area “S99”"},
		{"a form with a forged severity", ask{line: "in hr-policy-assistant incident open", fields: map[string]string{"text": "x", "sev": "0"}}, "sev: Choose a severity from 1 to 4."},
		{"a form with a severity beyond", ask{line: "in hr-policy-assistant incident open", fields: map[string]string{"text": "x", "sev": "9999999999999999999"}}, "sev: Choose a severity from 1 to 4."},
		{"a form with a text too long", ask{line: "in hr-policy-assistant incident open", fields: map[string]string{"text": long}}, "text: The text has 10000 characters"},
		{"a form of a plan that is not there", ask{line: "in weather incident open", fields: map[string]string{"text": "x"}}, "No agent is called"},

		// Messages that were given up.
		{"doctor, and more", ask{line: "doctor please"}, "I do not know “doctor please”; nothing was done."},
		{"messages, by somebody who is no administrator", ask{line: "doctor retry"}, "Only administrators may take up messages again that were given up. Nothing was changed."},
		{"one of them", ask{line: "doctor retry 1"}, "Only administrators may take up messages again"},
		{"with none given up", ask{user: "ada", line: "doctor retry"}, "No message is given up. Nothing was changed."},
		{"a message that is not there", ask{user: "ada", line: "doctor retry 999"}, "No message 999 was given up. Nothing was changed.\n`/rollout doctor` lists those"},
		{"a message that is on its way", ask{user: "ada", line: "doctor retry 1"}, "Message 1 is on its way. Nothing was changed."},
		{"no number of a message", ask{user: "ada", line: "doctor retry plan.office"}, "“plan.office” is no number of a message, so nothing was changed."},
		{"number zero of a message", ask{user: "ada", line: "doctor retry 0"}, "“0” is no number of a message"},
		{"a message beyond counting", ask{user: "ada", line: "doctor retry 99999999999999999999"}, "is no number of a message"},
		{"from nowhere", ask{user: "ada", line: "doctor retry from"}, "“” is no number of a message"},
		{"two messages", ask{user: "ada", line: "doctor retry 1 2"}, "I do not know “2”; nothing was done."},

		// On call.
		{"a time that is none", ask{line: "oncall data at noonish"}, "“noonish” is not a time I can read, so nothing was looked up."},
		{"no time", ask{line: "oncall data at"}, "is not a time I can read"},
		{"an area that is none", ask{line: "oncall weather"}, "There is no area called “weather”"},
		{"an area, and more", ask{line: "oncall data please"}, "I do not know “please”; nothing was done."},
		{"a severity that is none", ask{line: "oncall data sev9"}, "There is no severity “sev9”"},

		// Owners.
		{"a list of owners, and more", ask{line: "owner list please"}, "I do not know “please”; nothing was done."},
		{"a role that is not there", ask{line: "owner set Data Stewart @lee"}, "The plan has no role “data stewart”, so nothing was changed. Did you mean “Data Steward”?"},
		{"a role of 10,000 characters", ask{line: "owner set " + long + " @lee"}, "The plan has no role “xxx"},
		{"a role without anybody", ask{line: "owner set Data Steward"}, "Nobody was named for Data Steward, so nothing was changed."},
		{"a name that is no mention", ask{line: "owner set Data Steward lee"}, "“lee” is neither a person nor a channel, so Data Steward stays as it is."},
		{"a mention, and more", ask{line: "owner set Data Steward @lee please"}, "“please” is neither a person nor a channel"},
		{"a group", ask{line: "owner set Data Steward <!subteam^S1|@ops>"}, "user groups come with a later version"},
		{"everybody", ask{line: "owner set Data Steward <!channel>"}, "so Data Steward stays as it is"},
		{"a pager", ask{line: "owner set Data Steward pagerduty:KEY"}, "Pagers come with a later version"},
		{"a guest", ask{line: "owner set Data Steward @gil"}, "gil is a guest here and could not answer"},
		{"another workspace", ask{line: "owner set Data Steward @erin"}, "belongs to another workspace"},
		{"a bot", ask{line: "owner set Data Steward @robo"}, "is a bot and could not answer"},
		{"somebody who left", ask{line: "owner set Data Steward @gone"}, "is deactivated"},
		{"somebody not known", ask{line: "owner set Data Steward @nobody"}, "is not known to me"},
		{"one good, one not", ask{line: "owner set Data Steward @dana @gil"}, "gil is a guest here"},
		{"an archived channel", ask{line: "owner set Data Steward #attic"}, "#attic is archived"},
		{"a channel nobody can see", ask{line: "owner set Data Steward #secret"}, "I cannot see that channel"},
		{"a channel as plan owner", ask{line: "owner set plan-owner #ops"}, "The plan owner is one person, so nothing was changed."},
		{"two plan owners", ask{line: "owner set plan-owner @lee @dana"}, "is one person"},
		{"the same again", ask{line: "owner set Data Steward @lee"}, "is filled by @lee already. Nothing changed."},
		{"a form with nobody", ask{line: "owner set", fields: map[string]string{"risk officer": ""}}, "Nobody was chosen, so nothing was changed."},
		{"a form with a forged role", ask{line: "owner set", fields: map[string]string{"king": "<@lee>"}}, "Nobody was chosen, so nothing was changed."},
		{"a form with a guest among others", ask{line: "owner set", fields: map[string]string{"risk officer": "<@dana>", "platform engineer": "<@gil>"}}, "platform engineer: gil is a guest here"},
		{"a form, where somebody was quicker", ask{line: "owner set", fields: map[string]string{"risk officer": "<@dana>", "data steward": "<@dana>"}}, "data steward: Somebody has filled Data Steward meanwhile, so nothing was changed."},

		// The plan.
		{"activate, and more", ask{line: "plan activate tomorrow"}, "[Plan activate]"},
		{"activate what was not shown", ask{line: "plan activate confirm 00000000"}, "have changed since you looked, so nothing was activated and nobody was told."},
		{"activate, confirmed twice over", ask{line: "plan activate confirm 1 2"}, "I do not know “2”; nothing was done."},
		{"a section that is none", ask{line: "plan show 8"}, "The plan has no section “8”."},
		{"a section of 10,000 characters", ask{line: "plan show " + long}, "The plan has no section “xxx"},
		{"a field that is none", ask{line: "plan confirm weather"}, "“weather” is no field with an assumed reading, so nothing was confirmed."},
		{"a field out of range", ask{line: "plan confirm metrics[99].threshold"}, "is no field with an assumed reading"},
		{"an older version", ask{line: "plan confirm version 7", fields: map[string]string{"metrics[1].threshold": "yes"}}, "was imported again meanwhile, so nothing was confirmed"},
		{"a version that is none", ask{line: "plan confirm version x all"}, "That is no version of the document, so nothing was done."},
		{"a form with forged fields", ask{line: "plan confirm version 1", fields: map[string]string{"agent": "yes", "x": "yes"}}, "nothing was confirmed"},
		{"a link to no channel", ask{line: "plan link ops"}, "That is not one channel, so nothing was changed."},
		{"a link to a person", ask{line: "plan link @lee"}, "That is not one channel"},
		{"a link to two", ask{line: "plan link #ops #agent-it"}, "That is not one channel"},
		{"a link where the bot is not", ask{line: "plan link #far"}, "I am not in that channel"},
		{"a link to the attic", ask{line: "plan link #attic"}, "#attic is archived, so nothing was changed."},
		{"the link there is", ask{line: "in hr policy assistant plan link"}, "is the home of HR Policy Assistant already. Nothing changed."},
		{"a home that is taken", ask{line: "plan link"}, "#agent-hr is already the home of HR Policy Assistant, so nothing was changed."},

		// Documents.
		{"no document", ask{line: "plan import"}, "Nothing was imported yet: no plan came with that."},
		{"a word", ask{line: "plan import please"}, "othing was"},
		{"a blank document", ask{line: "plan import\n \n\n"}, "no plan came with that"},
		{"an empty file", ask{line: "plan import", files: file("plan.md", "")}, "empty"},
		{"two files", ask{line: "plan import", files: append(file("a.md", agent("A")), file("b.md", agent("B"))...)}, "2 files came at once, so nothing was imported."},
		{"a file and a text", ask{line: "plan import\n" + agent("A"), files: file("b.md", agent("B"))}, "so nothing was imported."},
		{"a file that is no text", ask{line: "plan import", files: file("plan.docx", "PK\x03\x04\x00\x00\xff\xfe")}, "othing was"},
		{"a file that is too large", ask{line: "plan import", files: file("plan.md", strings.Repeat("a\n", 140<<10))}, "othing was"},
		{"another template", ask{line: "plan import\n# Minutes\n\n## Attendees\n\n- Lee\n"}, "othing was"},
		{"the template, blank", ask{line: "plan import\n" + strings.Replace(agent(""), "| Agent behavior issue | Keeper | 1 hour | Keeper -> Plan owner |", "|  |  |  |  |", 1)}, "Nothing was stored"},
		{"no sample", ask{line: "plan import sample weather"}, "There are no samples here, so nothing was imported."},
		{"the same document", ask{line: "plan import\n" + policyAssistant(t)}, "byte for byte. Nothing was stored."},
		{"somebody else's plan", ask{user: "priya", line: "plan import\n" + agent("HR Policy Assistant")}, "Only the plan owner and administrators may import the next version of the plan. Nothing was changed."},
		{"a name that an agent has", ask{line: "in it desk plan import\n" + agent("HR  policy-assistant.")}, "There is another plan that goes by “HR  policy-assistant.”, so nothing was imported."},
	}
	base := newHouse(t).withPlan()
	base.want("priya", "report one", "INC-1 opened")
	if got := base.says(ask{user: "maya", line: "plan import\n" + agent("IT Desk")}); !strings.Contains(got, "IT Desk") {
		t.Fatal(got)
	}
	before := base.dump()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			base.t = t
			a := tt.ask
			if a.user == "" {
				a.user = "maya"
			}
			if a.in = "agent-hr"; a.fields != nil {
				a.via = rollout.ByForm
			}
			got := base.says(a)
			if !strings.Contains(got, tt.want) {
				t.Errorf("answered\n%s\nwant %s", got, tt.want)
			}
			if strings.Contains(got, "(ref ") {
				t.Errorf("a fault of ours:\n%s", base.log.String())
			}
			if base.dump() != before {
				t.Fatal("something was changed")
			}
		})
	}
}
