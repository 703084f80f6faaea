// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says the same in another way: with words of like meaning, a third of the words of a speech, or with its clauses in another order. */
final class Rewriter {
    private static final Pattern WORD = Pattern.compile("[A-Za-z']+");
    private static final String LIKE =
            "great=large government=administration people=citizens country=nation nation=country citizens=people "
                    + "congress=legislature public=common war=conflict peace=tranquillity united=joined "
                    + "states=commonwealths year=twelvemonth years=seasons present=current important=significant "
                    + "necessary=needful system=scheme power=authority powers=authorities duty=obligation "
                    + "duties=obligations law=statute laws=statutes interest=concern interests=concerns time=period "
                    + "national=federal foreign=alien commerce=trade trade=commerce treasury=exchequer money=funds "
                    + "subject=matter treaty=pact treaties=pacts attention=notice service=employment department=office "
                    + "general=overall american=native honor=esteem force=might army=troops navy=fleet report=account "
                    + "amount=sum increase=growth made=done make=produce given=granted give=grant shall=will must=ought "
                    + "upon=on without=lacking between=amid every=each most=chiefly best=finest good=sound new=fresh "
                    + "large=great many=numerous more=further other=different several=various world=globe work=labor "
                    + "labor=toil secure=ensure provide=supply required=demanded recommend=advise consideration=thought "
                    + "last=past state=condition same=identical own=proper part=portion property=possessions purpose=aim "
                    + "measures=steps measure=step result=outcome effect=consequence relations=dealings hope=trust "
                    + "believe=think known=understood found=discovered maintain=uphold protect=guard protection=defence "
                    + "freedom=liberty liberty=freedom right=entitlement rights=entitlements justice=fairness policy=course "
                    + "principles=tenets men=persons man=person children=youngsters help=aid need=require today=now "
                    + "jobs=posts tax=levy taxes=levies health=wellness education=schooling security=safety economy=markets "
                    + "budget=accounts program=plan programs=plans america=our_land americans=our_people also=too "
                    + "because=since however=yet therefore=hence during=in continue=go_on began=started end=close "
                    + "before=ahead_of after=following against=opposed_to through=by_way_of under=beneath within=inside "
                    + "happy=glad strong=firm free=unbound old=aged young=youthful small=little high=lofty long=lengthy "
                    + "early=prompt ready=prepared able=capable";

    private final Map<String, String> like = new HashMap<>();
    private final Random random;

    Rewriter(Random random) {
        this.random = random;
        for (String pair : LIKE.split(" ")) {
            like.put(
                    pair.substring(0, pair.indexOf('=')),
                    pair.substring(pair.indexOf('=') + 1).replace('_', ' '));
        }
    }

    /** Every word that another one of like meaning is known for is replaced by that. */
    String withOtherWords(String text) {
        Matcher word = WORD.matcher(text);
        return word.replaceAll(match -> like.getOrDefault(match.group().toLowerCase(Locale.ROOT), match.group()));
    }

    /** What stands between commas, semicolons and full stops is shuffled. */
    String inAnotherOrder(String text) {
        List<String> clauses = new ArrayList<>(List.of(text.split("(?<=[,;.])\\s+")));
        Collections.shuffle(clauses, random);
        return String.join(" ", clauses);
    }
}
