import type { LineTrouble, PlainLineTrouble } from "#contract/line-trouble.ts";
import type { RegistrationView } from "#contract/view.ts";
import * as m from "#renderer/messages/messages.js";

const plain: Readonly<Record<PlainLineTrouble, () => string>> = {
  "bad-account-address": m.line_trouble_bad_account_address,
  "bad-server-address": m.line_trouble_bad_server_address,
  "not-set-up": m.line_trouble_not_set_up,
  "no-network": m.line_trouble_no_network,
  "no-way-to-server": m.line_trouble_no_way_to_server,
  "server-name-unknown": m.line_trouble_server_name_unknown,
  "server-name-not-found-now": m.line_trouble_server_name_not_found_now,
  "no-server-there": m.line_trouble_no_server_there,
  "cut-by-server": m.line_trouble_cut_by_server,
  "no-answer": m.line_trouble_no_answer,
  "no-tls": m.line_trouble_no_tls,
  "proxy-refuses": m.line_trouble_proxy_refuses,
  "certificate-not-trusted": m.line_trouble_certificate_not_trusted,
  "no-certificate-in-ca-file": m.line_trouble_no_certificate_in_ca_file,
  "no-sip-server": m.line_trouble_no_sip_server,
  unreachable: m.line_trouble_unreachable,
  "connection-lost": m.line_trouble_connection_lost,
  "no-password-stored": m.line_trouble_no_password_stored,
  "wrong-password": m.line_trouble_wrong_password,
  "no-login-offered": m.line_trouble_no_login_offered,
  "account-not-let-in": m.line_trouble_account_not_let_in,
  "address-unknown": m.line_trouble_address_unknown,
  "other-registration-time": m.line_trouble_other_registration_time,
  "server-busy": m.line_trouble_server_busy,
  "server-fault": m.line_trouble_server_fault,
  "server-not-available": m.line_trouble_server_not_available,
};

/** Why the line is not registered, to go on a sentence with. */
export function lineTroubleWords(trouble: LineTrouble): string {
  switch (trouble.is) {
    case "registration-refused":
      return m.line_trouble_registration_refused({ status: String(trouble.status) });
    case "connection-refused":
      return m.line_trouble_connection_refused({ status: String(trouble.status) });
    case "login-unknown":
      return m.line_trouble_login_unknown({
        offered: trouble.offered.reduce((one, other) => m.line_trouble_login_or({ one, other })),
      });
    case "ca-file-unreadable":
      return trouble.fault === null
        ? m.line_trouble_ca_file_unreadable_untold()
        : m.line_trouble_ca_file_unreadable({ fault: trouble.fault });
    default:
      return plain[trouble.is]();
  }
}

const states: Readonly<Record<RegistrationView["at"], () => string>> = {
  offline: m.registration_offline,
  connecting: m.registration_connecting,
  registered: m.registration_registered,
  failed: m.registration_failed,
};

/** How the line stands, and why where that is not well. */
export function registrationWords({ at, reason }: Pick<RegistrationView, "at" | "reason">): string {
  const state = states[at]();
  return reason === null ? state : m.registration_why({ state, why: lineTroubleWords(reason) });
}
