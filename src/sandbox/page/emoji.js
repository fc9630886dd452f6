// Slack's names of common emoji, and what to offer when someone reacts.

const TABLE = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|clap 👏|raised_hands 🙌|pray 🙏|muscle 💪|wave 👋|ok_hand 👌|point_right 👉|point_left 👈
point_up ☝️|point_down 👇|raised_hand ✋|hand ✋|handshake 🤝|v ✌️|crossed_fingers 🤞|writing_hand ✍️|eyes 👀|ear 👂|brain 🧠|speaking_head_in_silhouette 🗣️
heart ❤️|orange_heart 🧡|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|broken_heart 💔|sparkling_heart 💖|heart_eyes 😍|hearts ♥️
smile 😄|smiley 😃|grinning 😀|grin 😁|joy 😂|rolling_on_the_floor_laughing 🤣|slightly_smiling_face 🙂|upside_down_face 🙃|wink 😉|blush 😊|relaxed ☺️|innocent 😇
star-struck 🤩|kissing_heart 😘|yum 😋|sunglasses 😎|nerd_face 🤓|thinking_face 🤔|neutral_face 😐|expressionless 😑|no_mouth 😶|smirk 😏|unamused 😒|face_with_rolling_eyes 🙄
grimacing 😬|relieved 😌|pensive 😔|sleepy 😪|sleeping 😴|worried 😟|confused 😕|slightly_frowning_face 🙁|white_frowning_face ☹️|open_mouth 😮|hushed 😯|astonished 😲
flushed 😳|fearful 😨|cry 😢|sob 😭|scream 😱|disappointed 😞|sweat 😓|sweat_smile 😅|weary 😩|triumph 😤|rage 😡|angry 😠|face_with_head_bandage 🤕|hugging_face 🤗
partying_face 🥳|exploding_head 🤯|pleading_face 🥺|saluting_face 🫡|robot_face 🤖|ghost 👻|skull 💀|see_no_evil 🙈|hear_no_evil 🙉|speak_no_evil 🙊
tada 🎉|confetti_ball 🎊|balloon 🎈|gift 🎁|birthday 🎂|cake 🍰|trophy 🏆|medal 🏅|sports_medal 🏅|first_place_medal 🥇|second_place_medal 🥈|third_place_medal 🥉
star ⭐|star2 🌟|sparkles ✨|dizzy 💫|fire 🔥|boom 💥|zap ⚡|rocket 🚀|100 💯|crown 👑|gem 💎|key 🔑|lock 🔒|unlock 🔓|bell 🔔|no_bell 🔕
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|heavy_plus_sign ➕|heavy_minus_sign ➖|question ❓|grey_question ❔|exclamation ❗
warning ⚠️|no_entry ⛔|no_entry_sign 🚫|information_source ℹ️|bangbang ‼️|construction 🚧|rotating_light 🚨|sos 🆘|new 🆕|free 🆓|up 🆙|cool 🆒|ok 🆗
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫
large_green_square 🟩|large_red_square 🟥|large_yellow_square 🟨|white_large_square ⬜|black_large_square ⬛|small_blue_diamond 🔹|large_blue_diamond 🔷
speech_balloon 💬|left_speech_bubble 🗨️|thought_balloon 💭|mega 📣|loudspeaker 📢|email 📧|envelope ✉️|incoming_envelope 📨|inbox_tray 📥|outbox_tray 📤|mailbox 📫|package 📦
memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|calendar 📆|date 📅|spiral_calendar_pad 🗓️|pushpin 📌|round_pushpin 📍|paperclip 📎|link 🔗|bookmark 🔖|label 🏷️|scissors ✂️
bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|card_index 📇|file_folder 📁|open_file_folder 📂|books 📚|book 📖|open_book 📖|newspaper 📰|page_facing_up 📄
mag 🔍|mag_right 🔎|bulb 💡|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|gear ⚙️|toolbox 🧰|shield 🛡️|bug 🐛|computer 💻|desktop_computer 🖥️|iphone 📱|phone ☎️|telephone_receiver 📞
moneybag 💰|euro 💶|dollar 💵|credit_card 💳|receipt 🧾|shopping_trolley 🛒|truck 🚚|factory 🏭|office 🏢|house 🏠|hospital 🏥|school 🏫|busts_in_silhouette 👥|bust_in_silhouette 👤
man 👨|woman 👩|family 👪|seedling 🌱|deciduous_tree 🌳|sunflower 🌻|tulip 🌷|rose 🌹|bouquet 💐|four_leaf_clover 🍀|sunny ☀️|partly_sunny ⛅|cloud ☁️|rainbow 🌈|umbrella ☔|snowflake ❄️
coffee ☕|tea 🍵|beers 🍻|champagne 🍾|pizza 🍕|hamburger 🍔|apple 🍎|doughnut 🍩|cookie 🍪|popcorn 🍿|dart 🎯|game_die 🎲|soccer ⚽|art 🎨|musical_note 🎵|microphone 🎤|headphones 🎧
clock1 🕐|clock9 🕘|alarm_clock ⏰|stopwatch ⏱️|timer_clock ⏲️|hourglass ⌛|hourglass_flowing_sand ⏳|watch ⌚
arrow_up ⬆️|arrow_down ⬇️|arrow_left ⬅️|arrow_right ➡️|arrow_upper_right ↗️|arrow_lower_right ↘️|arrows_counterclockwise 🔄|repeat 🔁|twisted_rightwards_arrows 🔀|back 🔙|soon 🔜|leftwards_arrow_with_hook ↩️
arrow_forward ▶️|fast_forward ⏩|rewind ⏪|double_vertical_bar ⏸️|zero 0️⃣|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟
flag-nl 🇳🇱|flag-be 🇧🇪|flag-gb 🇬🇧|gb 🇬🇧|uk 🇬🇧|flag-us 🇺🇸|us 🇺🇸|flag-de 🇩🇪|de 🇩🇪|flag-fr 🇫🇷|fr 🇫🇷|earth_africa 🌍|globe_with_meridians 🌐|world_map 🗺️
wastebasket 🗑️|lower_left_ballpoint_pen 🖊️|triangular_flag_on_post 🚩|checkered_flag 🏁|mirror 🪞|compass 🧭|ladder 🪜|puzzle_piece 🧩|jigsaw 🧩|magnet 🧲|test_tube 🧪|crystal_ball 🔮|ledger 📒
see_saw ⚖️|scales ⚖️|balance_scale ⚖️|speech_left 🗨️|raising_hand 🙋|person_raising_hand 🙋|shrug 🤷|facepalm 🤦|dancer 💃|man_dancing 🕺|running 🏃|walking 🚶|bow 🙇|detective 🕵️|sleuth_or_spy 🕵️
`;

const byName = new Map(
  TABLE.trim()
    .split(/[|\n]/)
    .map((entry) => entry.trim().split(" "))
    .map(([name, glyph]) => [name, glyph]),
);

/** What the small reaction picker offers. */
export const FAVOURITES = ["+1", "heart", "clap", "tada", "raised_hands", "rocket", "eyes", "bulb", "pray", "white_check_mark", "thinking_face", "cry"];

/** The glyph of a name, or null where the name is not known here. */
export function glyph(name) {
  return byName.get(String(name).replace(/::skin-tone-\d$/, "")) ?? null;
}

/** The names that contain `part`, at most `limit`. */
export function emojiNames(part, limit = 8) {
  const found = [...byName.keys()].filter((name) => name.includes(part));
  found.sort((a, b) => a.indexOf(part) - b.indexOf(part) || a.length - b.length);
  return found.slice(0, limit);
}
